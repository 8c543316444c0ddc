"""Cached doors to the ladders, the pupils on their stages and what is missing to the next one."""

import polars as pl

from dashboard import words
from dashboard.doors import door
from dashboard.listing import Listing, Pick, day_of, one_of, shortened
from dashboard.school import opened
from dashboard.stages import shapes
from dashboard.view import View
from pipelines.questions import ladders as ladder_questions
from pipelines.questions.stages import stages

DISTANCE_WIDTHS = (("Trede", 225), ("Nog", 60), ("Volgende trede", 235))


@door()
def ladders(view: View) -> pl.DataFrame:
    """The stages of every protocol, in order, and whether they can be computed here."""
    return ladder_questions.ladders(opened(view), view.viewer.within(view.school), view.on)


def unseen(view: View) -> str:
    """That of the protocol in force no ladder is the viewer's to see, as all of them are about sickness; else nothing."""
    if view.protocol in set(ladders(view)["protocol"]):
        return ""
    return (
        f"Het geldende protocol ({view.protocol}) gaat alleen over ziekte: zijn ladders ziet alleen wie zorg mag zien. "
    )


@door()
def standing(view: View, protocol: str) -> pl.DataFrame:
    """Pupils with their stage on each ladder of a protocol, and what is missing to the next."""
    rows = stages(opened(view), view.viewer, view.on, protocol, selection=view.selection)
    return shapes.standing(rows, ahead(view, protocol), ladders(view))


@door()
def ahead(view: View, protocol: str) -> pl.DataFrame:
    """One row per pupil and ladder of a protocol with a next stage, and what is missing to it."""
    return ladder_questions.next_stages(opened(view), view.viewer, view.on, protocol, view.selection)


def named(view: View, protocol: str, ladder: str, *stages: str) -> str:
    """The name of a ladder. Raises StaleLinkError when the protocol, the ladder or one of the stages on it does not exist."""
    rows = ladders(view)
    rows = rows.filter(protocol=one_of(protocol, set(rows["protocol"]), "het protocol"))
    rows = rows.filter(ladder=one_of(ladder, set(rows["ladder"]), f"bij {protocol} de ladder"))
    name = str(rows["ladder_name"][0])
    for stage in stages:
        one_of(stage, {*rows["stage"], shapes.NONE}, f"op de ladder {name} de trede")
    return name


def since(view: View, day: str) -> View:
    """The view on an earlier day (ISO date). Raises StaleLinkError for a day that is none or has no data yet."""
    return view.at(day_of(day, view.first, view.on))


def _counted(view: View, protocol: str, ladder: str, stage: str) -> int:
    """How many pupils were on a stage of a ladder, in the part of the school that is the viewer's, on the peildatum."""
    asked = (opened(view), view.viewer, view.on, protocol, ladder, view.selection)
    return int(ladder_questions.stage_weeks(*asked).filter(date=view.on, stage=stage)["students"].sum())


@door()
def on_stage(view: View, protocol: str, ladder: str, stage: str = "", day: str = "") -> Listing:
    """The pupils on one ladder, or on one stage of it, on the peildatum or on an earlier day (ISO date).

    Raises StaleLinkError for a ladder or stage that does not exist, and for a day that is none or has no data yet.
    """
    name = named(view, protocol, ladder, *([stage] if stage else []))
    then = since(view, day) if day else view
    frame = shapes.on_stage(standing(then, protocol), ladder, stage)
    title = f"Op {'trede ' + stage + ' van ' if stage else ''}de ladder '{name}' op {words.day(then.on)}"
    # A bar of a week counts who was there then.
    counted = _counted(then, protocol, ladder, stage) if day and not view.viewer.sees_whole(view.school) else 0
    return Listing(
        Pick("trede", tuple(filter(None, (protocol, ladder, stage, day)))),
        shortened(title, frame.height, counted),
        frame,
        "Niemand staat op deze trede.",
        DISTANCE_WIDTHS,
    )

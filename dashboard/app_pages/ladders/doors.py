"""Cached doors to the stages of ladders and the pupils on them."""

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.doors import KEPT
from dashboard.listing import Listing, Pick, day_of, one_of
from dashboard.school import opened, settings
from dashboard.stages import shapes
from dashboard.view import View
from pipelines.questions import ladders as ladder_queries
from pipelines.questions import pupil as pupil_queries
from pipelines.questions import stages as stage_queries

MOVES = shapes.MOVES
DISTANCE_WIDTHS = (("Trede", 300), ("Nog", 60), ("Volgende trede", 235))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def ladders(view: View) -> pl.DataFrame:
    """The stages of every protocol, in order, and whether they can be computed here."""
    return ladder_queries.ladders(opened(view), view.on, (view.school,))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def standing(view: View, protocol: str) -> pl.DataFrame:
    """Pupils with their stage on each ladder of a protocol, and what is missing to the next."""
    rows = stage_queries.stages(opened(view), view.viewer, view.on, protocol, selection=view.selection)
    return shapes.standing(rows, _ahead(view, protocol), ladders(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _ahead(view: View, protocol: str) -> pl.DataFrame:
    return ladder_queries.next_stages(opened(view), view.viewer, view.on, protocol, view.selection)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def pupils(view: View) -> int:
    """How many pupils the choice holds on the day: what shares are held against."""
    return pupil_queries.students(opened(view), view.viewer, view.on, view.selection).height


def _named(view: View, protocol: str, ladder: str, *stages: str) -> str:
    """The name of a ladder. Raises StaleLinkError when the protocol, the ladder or one of the stages on it does not exist."""
    rows = ladders(view)
    rows = rows.filter(protocol=one_of(protocol, set(rows["protocol"]), "het protocol"))
    rows = rows.filter(ladder=one_of(ladder, set(rows["ladder"]), f"bij {protocol} de ladder"))
    name = str(rows["ladder_name"][0])
    for stage in stages:
        one_of(stage, {*rows["stage"], shapes.NONE}, f"op de ladder {name} de trede")
    return name


def _since(view: View, day: str) -> View:
    """The view on an earlier day (ISO date). Raises StaleLinkError for a day that is none or has no data yet."""
    return view.at(day_of(day, view.first, view.on))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def on_stage(view: View, protocol: str, ladder: str, stage: str = "", day: str = "") -> Listing:
    """The pupils on one ladder, or on one stage of it, on the peildatum or on an earlier day (ISO date).

    Raises StaleLinkError for a ladder or stage that does not exist, and for a day that is none or has no data yet.
    """
    name = _named(view, protocol, ladder, *([stage] if stage else []))
    then = _since(view, day) if day else view
    return Listing(
        Pick("trede", tuple(filter(None, (protocol, ladder, stage, day)))),
        f"Op {'trede ' + stage + ' van ' if stage else ''}de ladder '{name}' op {words.day(then.on)}",
        shapes.on_stage(standing(then, protocol), ladder, stage),
        "Niemand staat op deze trede.",
        DISTANCE_WIDTHS,
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def near_next(view: View, protocol: str, ladder: str) -> Listing:
    """The pupils close to a next stage, also those who are not on the ladder yet. Raises StaleLinkError as `on_stage`."""
    name = _named(view, protocol, ladder)
    close = shapes.near_next(
        _ahead(view, protocol), standing(view, protocol), ladder, settings(view)["near_stage_share"]
    )
    return Listing(
        Pick("bijna", (protocol, ladder)),
        f"Dicht bij een volgende trede van '{name}' op {words.day(view.on)}",
        close,
        "Niemand is dicht bij een volgende trede.",
        DISTANCE_WIDTHS,
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def stage_bars(view: View, protocol: str, ladder: str) -> pl.DataFrame:
    """Pupils per stage of one ladder, and their share; stages without pupils are there with zero."""
    return shapes.stage_bars(standing(view, protocol), ladders(view), protocol, ladder, pupils(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def stage_weeks(view: View, protocol: str, ladder: str) -> tuple[pl.DataFrame, list[str]]:
    """Pupils per stage through the weeks, and the order of the stages."""
    rows = ladder_queries.stage_weeks(opened(view), view.viewer, view.on, protocol, ladder, view.selection)
    return shapes.stage_weeks(rows, ladders(view), protocol, ladder)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _moves(view: View, day: str, protocol: str, ladder: str) -> pl.DataFrame:
    since = _since(view, day).on
    rows = ladder_queries.moves(opened(view), view.viewer, since, view.on, protocol, ladder, view.selection)
    return shapes.moved(rows)


def move_counts(view: View, since: str, protocol: str, ladder: str) -> dict[str, int]:
    """How many pupils went up, down, on and off a ladder between a day and the peildatum."""
    return shapes.move_counts(_moves(view, since, protocol, ladder))


def move_cells(view: View, since: str, protocol: str, ladder: str) -> tuple[pl.DataFrame, list[str]]:
    """Pupils by stage before and after, and the stages from low to high with the words for none in front."""
    stages = shapes.ladder_stages(ladders(view), protocol, ladder)
    return shapes.move_cells(_moves(view, since, protocol, ladder), stages), [shapes.NONE, *stages["stage"].to_list()]


def move_list(view: View, protocol: str, ladder: str, since: str, move: str) -> Listing:
    """The pupils who made one kind of move since a day. Raises StaleLinkError as `on_stage`."""
    said = shapes.MOVES[one_of(move, shapes.MOVES, "de beweging")]
    return _moved(view, (protocol, ladder, since, move), pl.col("move") == move, said)


def cell_list(view: View, protocol: str, ladder: str, since: str, before: str, after: str) -> Listing:
    """The pupils who went from one stage to another since a day. Raises StaleLinkError as `on_stage`."""
    _named(view, protocol, ladder, before, after)
    here = pl.col("move") != "vertrokken"
    stood = pl.col("stage_before").fill_null(shapes.NONE) == before
    stands = pl.col("stage_after").fill_null(shapes.NONE) == after
    return _moved(view, (protocol, ladder, since, before, after), here & stood & stands, f"van {before} naar {after}")


def _moved(view: View, values: tuple[str, ...], wanted: pl.Expr, said: str) -> Listing:
    protocol, ladder, day = values[:3]
    name, since = _named(view, protocol, ladder), _since(view, day).on
    return Listing(
        Pick("stroom" if len(values) == 4 else "van-naar", values),
        f"Tussen {words.day(since)} en {words.day(view.on)} {said} ('{name}')",
        shapes.move_list(_moves(view, day, protocol, ladder).filter(wanted)),
        "Niemand maakte deze stap.",
    )

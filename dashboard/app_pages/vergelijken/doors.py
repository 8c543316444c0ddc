"""Cached doors to protocols beside each other, and to the pupils behind their figures."""

import polars as pl

from dashboard import law, words
from dashboard.app_pages.vergelijken import charts, differs_shapes, shapes
from dashboard.doors import door, drawing
from dashboard.listing import Listing, Pick, one_of
from dashboard.marks import Drawing
from dashboard.school import mondays, pupils, week_ends
from dashboard.stages.doors import on_stage as on_built_stage, unseen
from dashboard.variants import answers, catalogue, differing
from dashboard.variants.catalogue import Variant
from dashboard.variants.differing import TRACKS
from dashboard.view import View

Chosen = tuple[Variant, ...]
# Beside name and klas they leave room for the last contact on a screen of 1440.
RULE_WIDTHS = (("Leerling", 130), ("Trede A", 165), ("Trede B", 165), ("Regel A", 205), ("Regel B", 205))


def beside(view: View, chosen: list[Variant]) -> Chosen:
    """The variants of a choice with the national norms under them."""
    return (*chosen, *(each for each in catalogue.choices(view) if catalogue.is_preset(each)))


def _short(chosen: Chosen) -> dict[str, str]:
    return {each.text: catalogue.short(each) for each in chosen}


@door()
def answer(view: View, chosen: Chosen) -> str:
    """What the protocol in force asks, and what the chosen others do; nothing when the viewer may not see the former."""
    if unseen(view):
        return ""
    others = [each for each in chosen if each.text != view.protocol and not catalogue.is_preset(each)]
    every = (Variant(view.protocol), *others)
    asked = (answers.ask(view, question, every) for question in ("action_weeks", "report_counts"))
    return shapes.answer(view.protocol, [each.text for each in others], len(week_ends(view)), *asked)


@door()
def key_figures(view: View, chosen: Chosen, minutes: int) -> pl.DataFrame:
    """Actions, reports, lead, missed and idle of each variant."""
    names = _short(chosen)
    rows = (
        answers.ask(view, question, chosen)
        for question in ("action_weeks", "report_counts", "lead", "steps", "side_by_side")
    )
    return shapes.key_figures(names, len(week_ends(view)), minutes, *rows)


@door()
def first_steps(view: View, chosen: Chosen) -> pl.DataFrame:
    """By track: where an adult first steps in, a column for each variant."""
    return shapes.first_steps(_short(chosen), answers.ask(view, "side_by_side", chosen))


@door()
def tracks(view: View, chosen: Chosen) -> dict[str, str]:
    """The tracks on which the variants have ladders, with their labels."""
    return shapes.tracks(answers.ask(view, "compare", chosen))


@door()
def stage_bars(view: View, chosen: Chosen, track: str) -> pl.DataFrame:
    """Pupils per stage of every ladder on a track; no rows when none of them can be computed."""
    return shapes.stage_bars(answers.ask(view, "compare", chosen), _short(chosen), track)


@drawing()
def stage_chart(view: View, chosen: Chosen, track: str) -> Drawing:
    """The finished chart of `stage_bars`."""
    return charts.stage_bars(stage_bars(view, chosen, track))


@drawing()
def week_chart(view: View, chosen: Chosen, track: str) -> Drawing | None:
    """Pupils per level through the weeks of the year; None when nobody was on a stage."""
    weeks, rows = (answers.ask(view, question, chosen) for question in ("stage_weeks", "compare"))
    found, headers = shapes.stage_weeks(weeks, rows, _short(chosen), track)
    return charts.stage_weeks(found, headers) if headers else None


@door()
def role_table(view: View, chosen: Chosen, minutes: int) -> pl.DataFrame:
    """Actions per school week and their hours, by role and variant."""
    return shapes.role_table(_short(chosen), answers.ask(view, "action_weeks", chosen), len(week_ends(view)), minutes)


def roles(view: View, chosen: Chosen) -> list[str]:
    """The roles that have something to do under any of the variants, the busiest first."""
    return shapes.roles(answers.ask(view, "action_weeks", chosen))


@drawing()
def role_chart(view: View, chosen: Chosen, role: str) -> Drawing:
    """What one role has to do in each school week, a line for each variant."""
    actions = answers.ask(view, "action_weeks", chosen)
    return charts.role_weeks(shapes.role_weeks(_short(chosen), actions, role, mondays(view)))


def on_stage(view: View, text: str, ladder: str, stage: str) -> Listing:
    """The pupils on a stage of a variant. Raises StaleLinkError for one that does not exist."""
    variant = catalogue.find(view, text)
    if not catalogue.is_draft(variant):
        return on_built_stage(view, text, ladder, stage)
    there = {each.id: each for each in catalogue.protocol(variant).ladder}
    found = there[one_of(ladder, there, "de ladder")]
    names = {each.id: each.name for each in found.stage}
    one_of(stage, names, f"op de ladder {found.name} de trede")
    rows = answers.ask(view, "standing", (variant,)).filter(ladder=ladder, stage=stage)
    return Listing(
        Pick("variant", (text, ladder, stage)),
        f"Op trede {stage} ({names[stage]}) van de ladder '{found.name}' volgens {catalogue.short(variant)} op "
        f"{words.day(view.on)}",
        shapes.standing(rows, names),
        "Niemand staat op deze trede.",
        beside=text,
    )


def missed(view: View, text: str) -> Listing:
    """Who reached the norm without an adult before under a variant. Raises StaleLinkError for one that does not exist."""
    variant = catalogue.find(view, text)
    return Listing(
        Pick("gemist", (text,)),
        f"{law.hours()} bereikt zonder dat volgens {catalogue.short(variant)} eerder een volwassene instapte",
        shapes.missed(answers.ask(view, "lead", (variant,))),
        f"Van niemand is de {law.hours()} bereikt zonder eerdere stap.",
        beside=text,
    )


def idle(view: View, text: str) -> Listing:
    """Who had a step of an adult under a variant and never came near the norm. Raises StaleLinkError for an unknown variant."""
    variant = catalogue.find(view, text)
    return Listing(
        Pick("zonder-nadering", (text,)),
        f"Kreeg volgens {catalogue.short(variant)} dit schooljaar een stap van een volwassene om ongeoorloofd verzuim en "
        "kwam nooit dicht bij de norm",
        shapes.idle(answers.ask(view, "steps", (variant,))),
        "Iedereen die een stap kreeg, kwam dit schooljaar dicht bij de norm.",
        beside=text,
    )


@drawing()
def differ_chart(view: View, first: Variant, second: Variant) -> Drawing:
    """Those pupils counted by track and direction."""
    return charts.differ_bars(differs_shapes.bars(differing.differing(view, first, second), TRACKS))


def differing_tracks(view: View, first: Variant, second: Variant) -> dict[str, str]:
    """The tracks on which somebody differs, with their labels; those on which only one has a ladder come last."""
    rows = differing.differing(view, first, second)
    real = set(rows.filter(pl.col("direction") != differing.ALONE)["track"])
    there = sorted(set(rows["track"]), key=lambda track: (track not in real, list(TRACKS).index(track)))
    return {track: TRACKS[track] for track in there}


def differ_answer(view: View, first: Variant, second: Variant) -> str:
    """How many pupils differ, and which way."""
    return differing.answer(differing.differing(view, first, second), pupils(view))


def differ_list(
    view: View,
    first: str,
    second: str,
    track: str = differs_shapes.EVERY_TRACK,
    direction: str = differs_shapes.EVERY_TRACK,
) -> Listing:
    """The pupils who differ, all or those of a bar. Raises StaleLinkError for a variant, track or direction that is none."""
    one, other = catalogue.find(view, first), catalogue.find(view, second)
    labels = TRACKS | {differs_shapes.EVERY_TRACK: "elk spoor"}
    one_of(track, labels, "het spoor")
    return Listing(
        Pick("verschil", (first, second, track, direction)),
        f"A: {catalogue.short(one)}, B: {catalogue.short(other)}; {labels[track]}"
        + (f", {differing.DIRECTIONS[direction]}" if direction in differing.DIRECTIONS else ""),
        differs_shapes.differ_list(differing.differing(view, one, other), track, direction),
        "Niemand staat op een andere trede.",
        RULE_WIDTHS,
        saved_only=("Mentor", "Spoor") if track in TRACKS else ("Mentor",),
        beside=second if first == view.protocol else first,
    )

"""Cached doors to protocols beside each other, and to the pupils behind their figures."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import law, words
from dashboard.app_pages.vergelijken import charts, differs, shapes, variants
from dashboard.app_pages.vergelijken.variants import Variant
from dashboard.doors import KEPT
from dashboard.listing import Listing, Pick, one_of
from dashboard.marks import finished
from dashboard.school import category_labels, mondays, pupils, week_ends
from dashboard.stages.doors import on_stage as on_stage_of
from dashboard.view import View
from protocols.load import comparison_file

TRACKS: dict[str, str] = {row.track: row.label for row in comparison_file().track}
Chosen = tuple[Variant, ...]
RULE_WIDTHS = (("Trede A", 190), ("Trede B", 190), ("Regel A", 260), ("Regel B", 260))


def beside(view: View, chosen: list[Variant]) -> Chosen:
    """The variants of a choice with the national norms under them."""
    return (*chosen, *(each for each in variants.choices(view) if variants.is_preset(each)))


def _short(chosen: Chosen) -> dict[str, str]:
    return {each.text: variants.short(each) for each in chosen}


@st.cache_data(max_entries=KEPT, show_spinner=False)
def answer(view: View, chosen: Chosen) -> str:
    """What the protocol in force asks, and what the chosen others do."""
    others = [each for each in chosen if each.text != view.protocol and not variants.is_preset(each)]
    every = (Variant(view.protocol), *others)
    asked = (variants.ask(view, question, every) for question in ("action_weeks", "report_counts"))
    return shapes.answer(view.protocol, [each.text for each in others], len(week_ends(view)), *asked)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def key_figures(view: View, chosen: Chosen) -> pl.DataFrame:
    """Actions, reports, lead, missed and idle of each variant."""
    names = _short(chosen)
    rows = (
        variants.ask(view, question, chosen)
        for question in ("action_weeks", "report_counts", "lead", "steps", "side_by_side")
    )
    return shapes.key_figures(names, len(week_ends(view)), *rows)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def first_steps(view: View, chosen: Chosen) -> pl.DataFrame:
    """By track: where an adult first steps in, a column for each variant."""
    return shapes.first_steps(_short(chosen), variants.ask(view, "side_by_side", chosen))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def tracks(view: View, chosen: Chosen) -> dict[str, str]:
    """The tracks on which the variants have ladders, with their labels."""
    return shapes.tracks(variants.ask(view, "compare", chosen))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def stage_bars(view: View, chosen: Chosen, track: str) -> pl.DataFrame:
    """Pupils per stage of every ladder on a track; no rows when none of them can be computed."""
    return shapes.stage_bars(variants.ask(view, "compare", chosen), _short(chosen), track)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def stage_chart(view: View, chosen: Chosen, track: str) -> dict[str, Any]:
    """The finished chart of `stage_bars`."""
    return finished(charts.stage_bars(stage_bars(view, chosen, track)))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def week_chart(view: View, chosen: Chosen, track: str) -> dict[str, Any] | None:
    """Pupils per level through the weeks of the year; None when nobody was on a stage."""
    weeks, rows = (variants.ask(view, question, chosen) for question in ("stage_weeks", "compare"))
    found, headers = shapes.stage_weeks(weeks, rows, _short(chosen), track)
    return finished(charts.stage_weeks(found, headers)) if headers else None


@st.cache_data(max_entries=KEPT, show_spinner=False)
def role_table(view: View, chosen: Chosen) -> pl.DataFrame:
    """Actions per school week, by role and variant."""
    return shapes.role_table(_short(chosen), variants.ask(view, "action_weeks", chosen), len(week_ends(view)))


def roles(view: View, chosen: Chosen) -> list[str]:
    """The roles that have something to do under any of the variants, the busiest first."""
    return shapes.roles(variants.ask(view, "action_weeks", chosen))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def role_chart(view: View, chosen: Chosen, role: str) -> dict[str, Any]:
    """What one role has to do in each school week, a line for each variant."""
    actions = variants.ask(view, "action_weeks", chosen)
    return finished(charts.role_weeks(shapes.role_weeks(_short(chosen), actions, role, mondays(view))))


def on_stage(view: View, text: str, ladder: str, stage: str) -> Listing:
    """The pupils on a stage of a variant. Raises StaleLinkError for one that does not exist."""
    variant = variants.find(view, text)
    if not variants.is_draft(variant):
        return on_stage_of(view, text, ladder, stage)
    there = {each.id: each for each in variants.protocol(variant).ladder}
    found = there[one_of(ladder, there, "de ladder")]
    names = {each.id: each.name for each in found.stage}
    one_of(stage, names, f"op de ladder {found.name} de trede")
    rows = variants.ask(view, "standing", (variant,)).filter(ladder=ladder, stage=stage)
    return Listing(
        Pick("variant", (text, ladder, stage)),
        f"Op trede {stage} ({names[stage]}) van de ladder '{found.name}' volgens {variants.short(variant)} op "
        f"{words.day(view.on)}",
        shapes.standing(rows, names),
        "Niemand staat op deze trede.",
        beside=text,
    )


def missed(view: View, text: str) -> Listing:
    """Who reached the norm without an adult before under a variant. Raises StaleLinkError for one that does not exist."""
    variant = variants.find(view, text)
    return Listing(
        Pick("gemist", (text,)),
        f"{law.hours()} bereikt zonder dat volgens {variants.short(variant)} eerder een volwassene instapte",
        shapes.missed(variants.ask(view, "lead", (variant,))),
        f"Van niemand is de {law.hours()} bereikt zonder eerdere stap.",
        beside=text,
    )


def idle(view: View, text: str) -> Listing:
    """Who had a step of an adult under a variant and never came near the norm. Raises StaleLinkError for an unknown variant."""
    variant = variants.find(view, text)
    return Listing(
        Pick("zonder-nadering", (text,)),
        f"Kreeg volgens {variants.short(variant)} dit schooljaar een stap van een volwassene om ongeoorloofd verzuim en "
        "kwam nooit dicht bij de norm",
        shapes.idle(variants.ask(view, "steps", (variant,))),
        "Iedereen die een stap kreeg, kwam dit schooljaar dicht bij de norm.",
        beside=text,
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def differing(view: View, first: Variant, second: Variant) -> pl.DataFrame:
    """Who stands at another height under the second than under the first, by track."""
    sides = [variants.ask(view, "heights", (each,)) for each in (first, second)]
    same_base = variants.base(first).id == variants.base(second).id
    there = [{str(ladder.track) for ladder in variants.protocol(each).ladder} for each in (first, second)]
    return differs.differing(sides[0], sides[1], same_base, TRACKS, (there[0], there[1]))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def differ_chart(view: View, first: Variant, second: Variant) -> dict[str, Any]:
    """Those pupils counted by track and direction."""
    return finished(charts.differ_bars(differs.bars(differing(view, first, second), TRACKS)))


def differing_tracks(view: View, first: Variant, second: Variant) -> dict[str, str]:
    """The tracks on which somebody differs, with their labels; those on which only one has a ladder come last."""
    rows = differing(view, first, second)
    real = set(rows.filter(pl.col("direction") != differs.ALONE)["track"])
    there = sorted(set(rows["track"]), key=lambda track: (track not in real, list(TRACKS).index(track)))
    return {track: TRACKS[track] for track in there}


def differ_answer(view: View, first: Variant, second: Variant) -> str:
    """How many pupils differ, and which way."""
    return differs.answer(differing(view, first, second), pupils(view))


def differ_list(
    view: View, first: str, second: str, track: str = differs.EVERY_TRACK, direction: str = differs.EVERY_TRACK
) -> Listing:
    """The pupils who differ, all or those of a bar. Raises StaleLinkError for a variant, track or direction that is none."""
    one, other = variants.find(view, first), variants.find(view, second)
    labels = TRACKS | {differs.EVERY_TRACK: "elk spoor"}
    one_of(track, labels, "het spoor")
    return Listing(
        Pick("verschil", (first, second, track, direction)),
        f"A: {variants.short(one)}, B: {variants.short(other)}; {labels[track]}"
        + (f", {differs.DIRECTIONS[direction]}" if direction in differs.DIRECTIONS else ""),
        differs.differ_list(differing(view, one, other), track, direction),
        "Niemand staat op een andere trede.",
        RULE_WIDTHS,
        saved_only=("Spoor",) if track in TRACKS else (),
        beside=second if first == view.protocol else first,
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def of_pupil(view: View, student_id: str, other: Variant) -> pl.DataFrame:
    """One pupil on the ladders of the protocol in force and of another variant, by track."""
    sides = [
        variants.ask(view, "heights", (each,)).filter(student_id=student_id) for each in (Variant(view.protocol), other)
    ]
    return differs.of_pupil(sides[0], sides[1], TRACKS, (view.protocol, variants.short(other)))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def behind(view: View, student_id: str, variant: Variant, ladder: str | None, stage: str | None) -> pl.DataFrame:
    """The registrations behind the stage of a pupil; none without a stage."""
    rows = variants.behind(view, variant, student_id, ladder or "", stage or "")
    return differs.registrations(rows, category_labels(view))

"""Cached doors to the pipelines: every answer is remembered per snapshot, rights and choices."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from dashboard import shapes
from dashboard.view import View
from pipelines.queries import ladders as ladder_queries
from pipelines.queries import leerplicht as leerplicht_queries
from pipelines.queries import pupil as pupil_queries
from pipelines.queries import school as school_queries
from pipelines.queries import stages as stage_queries
from pipelines.queries import trends as trend_queries
from pipelines.queries import worklist as worklist_queries
from pipelines.queries.scope import EVERYTHING, Scope
from pipelines.snapshot import Snapshot
from pipelines.workspace import Workspace

KEPT = 256


@st.cache_resource(max_entries=3, show_spinner=False)
def _open(path: str) -> Snapshot:
    return Snapshot(Path(path))


def opened(view: View) -> Snapshot:
    """The snapshot of a view, opened once; for the doors that stand in a module of their own."""
    return _open(view.snapshot)


def snapshot_path(workspace: Workspace) -> str:
    """The newest snapshot, or empty text: looked up on every rerun, so that a new import shows at once."""
    return str(workspace.current() or "")


@st.cache_data(max_entries=KEPT, show_spinner=False)
def schools(snapshot: str, scope: Scope) -> list[dict[str, Any]]:
    """The schools inside the scope that have data."""
    rows = school_queries.schools(_open(snapshot), scope)
    return rows.filter(rows["last_date"].is_not_null()).to_dicts()


@st.cache_data(max_entries=KEPT, show_spinner=False)
def parts(view: View) -> pl.DataFrame:
    """Afdelingen, leerjaren and klassen of the school year."""
    return school_queries.parts(_open(view.snapshot), view.scope, view.on, view.school)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def settings(view: View) -> dict[str, float]:
    """Defaults and the numbers of the national norm."""
    return school_queries.settings(_open(view.snapshot))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def category_labels(view: View) -> dict[str, str]:
    """The Dutch label of every category."""
    rows = school_queries.categories(_open(view.snapshot))
    return dict(zip(rows["category"], rows["label"], strict=True))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def incomplete_weeks(view: View) -> list[date]:
    """Mondays of weeks with suspiciously few registrations."""
    return school_queries.incomplete_weeks(_open(view.snapshot), view.on, view.school)["week_start"].to_list()


@st.cache_data(max_entries=KEPT, show_spinner=False)
def worklist(view: View) -> pl.DataFrame:
    """Due steps with sentence, role and deadline."""
    opened = _open(view.snapshot)
    rows = worklist_queries.worklist(opened, view.scope, view.on, view.selection)
    return shapes.worklist(rows, worklist_queries.actions(opened), view.on)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def week_trend(view: View, category: str) -> tuple[pl.DataFrame, shapes.Band]:
    """Weekly rates of the school year for the whole selection, beside last year, with the band of chance."""
    opened = _open(view.snapshot)
    first = date(view.on.year - (2 if view.on.month < 8 else 1), 8, 1)
    rows = trend_queries.trends(opened, view.scope, first, view.on, by=None, selection=view.selection)
    rows = rows.filter(pl.col("category") == category)
    return shapes.week_trend(rows, view.on, settings(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def part_trends(view: View, category: str) -> pl.DataFrame:
    """Weekly rates of the school year per afdeling, beside last year."""
    opened = _open(view.snapshot)
    first = date(view.on.year - (2 if view.on.month < 8 else 1), 8, 1)
    rows = trend_queries.trends(opened, view.scope, first, view.on, by="afdeling", selection=view.selection)
    rows = rows.filter(pl.col("category") == category)
    names = parts(view).select("afdeling", "name", "afdeling_order").unique()
    return shapes.part_trends(rows, names, view.on)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def week_pupils(view: View, category: str, week: date) -> pl.DataFrame:
    """Pupils with registrations of a category in one school week."""
    opened = _open(view.snapshot)
    rows = pupil_queries.week_pupils(opened, view.scope, view.on, view.school, category, week, view.selection)
    return shapes.week_pupils(rows)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def trend_categories(view: View) -> dict[str, str]:
    """Categories with registrations this school year, totals first, with their labels."""
    first = date(view.on.year - (1 if view.on.month < 8 else 0), 8, 1)
    rows = trend_queries.trends(_open(view.snapshot), view.scope, first, view.on, by=None)
    present = rows.group_by("category").agg(pl.col("missed_hours").sum())
    return shapes.trend_categories(present.sort("missed_hours", descending=True), category_labels(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def ladders(view: View) -> pl.DataFrame:
    """The stages of every protocol, in order."""
    return ladder_queries.ladders(_open(view.snapshot))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def standing(view: View, protocol: str) -> pl.DataFrame:
    """Pupils with their stage on each ladder of a protocol, and what is missing to the next."""
    opened = _open(view.snapshot)
    rows = stage_queries.stages(opened, view.scope, view.on, protocol, selection=view.selection)
    ahead = ladder_queries.next_stages(opened, view.scope, view.on, protocol, view.selection)
    return shapes.standing(rows, ahead, ladders(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def on_stage(view: View, protocol: str, ladder: str, stage: str | None) -> pl.DataFrame:
    """The pupils of one ladder, or of one stage of it."""
    return shapes.on_stage(standing(view, protocol), ladder, stage)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def stage_bars(view: View, protocol: str, ladder: str) -> pl.DataFrame:
    """Pupils per stage of one ladder; stages without pupils are there with zero."""
    return shapes.stage_bars(standing(view, protocol), ladders(view), protocol, ladder)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def stage_weeks(view: View, protocol: str, ladder: str) -> tuple[pl.DataFrame, list[str]]:
    """Pupils per stage through the weeks, and the order of the stages."""
    opened = _open(view.snapshot)
    rows = ladder_queries.stage_weeks(opened, view.scope, view.on, protocol, ladder, view.selection)
    return shapes.stage_weeks(rows, ladders(view), protocol, ladder)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def leerplicht(view: View) -> pl.DataFrame:
    """Pupils with a report this school year or near the norm, with the hours that leave the window next."""
    opened = _open(view.snapshot)
    rows = leerplicht_queries.leerplicht(opened, view.scope, view.on, view.selection)
    leaving = leerplicht_queries.leaving(opened, view.scope, view.on, view.selection)
    return shapes.leerplicht(rows, leaving, view.on)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def reports(view: View) -> pl.DataFrame:
    """Every report of the school year up to the peildatum."""
    rows = leerplicht_queries.reports(_open(view.snapshot), view.scope, view.on, view.selection)
    return shapes.reports(rows, view.on)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def students(view: View) -> dict[str, dict[str, Any]]:
    """Pupils that the viewer may open, by number, in order of name."""
    rows = pupil_queries.students(_open(view.snapshot), view.scope, view.on, view.selection)
    return {row["student_id"]: row for row in rows.iter_rows(named=True)}


@st.cache_data(max_entries=KEPT, show_spinner=False)
def pupil(view: View, student_id: str) -> shapes.Pupil:
    """Everything about one pupil; empty when he or she is outside the scope."""
    opened = _open(view.snapshot)
    whole = (view.scope, view.on)
    everyone = leerplicht_queries.leerplicht(opened, *whole, EVERYTHING)
    mine = pl.col("student_id") == student_id
    return shapes.pupil(
        slots=pupil_queries.slots(opened, *whole, view.school, student_id),
        steps=pupil_queries.steps(opened, *whole, view.school, student_id, view.protocol),
        spells=pupil_queries.spells(opened, *whole, view.school, student_id),
        standing=standing(view.choosing(EVERYTHING), view.protocol).filter(mine),
        norm=everyone.filter(mine),
        leaving=leerplicht_queries.leaving(opened, *whole).filter(mine),
        labels=category_labels(view),
        on=view.on,
    )

"""Cached doors to what every page needs. An answer is remembered per snapshot, rights and choices."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.view import View
from pipelines.models.snapshot import Snapshot, fits, newest_snapshot
from pipelines.questions import school as school_queries
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer

KEPT = 256


@st.cache_resource(max_entries=3, show_spinner=False)
def _open(path: str) -> Snapshot:
    return Snapshot(Path(path))


def opened(view: View) -> Snapshot:
    """The snapshot of a view, opened once; for the doors that stand in a module of their own."""
    return _open(view.snapshot)


def snapshot_path(workspace: Workspace) -> str:
    """The newest snapshot, or empty text: looked up on every rerun, so that a new import shows at once.

    Settings, rules or choices that changed meanwhile are built in first. Raises WorkspaceError when that does not go.
    """
    if fits(workspace):
        return str(workspace.current() or "")
    with st.spinner("De cijfers worden opnieuw opgebouwd"):
        return str(newest_snapshot(workspace) or "")


@st.cache_data(max_entries=KEPT, show_spinner=False)
def schools(snapshot: str, viewer: Viewer) -> list[dict[str, Any]]:
    """The schools inside the viewer that have data."""
    rows = school_queries.schools(_open(snapshot), viewer)
    return rows.filter(rows["last_date"].is_not_null()).to_dicts()


@st.cache_data(max_entries=KEPT, show_spinner=False)
def parts(view: View) -> pl.DataFrame:
    """Afdelingen, leerjaren and klassen of the school year."""
    return school_queries.parts(_open(view.snapshot), view.viewer, view.on, view.school)


def settings(view: View) -> dict[str, float]:
    """Defaults and the numbers of the national norm."""
    return _open(view.snapshot).settings


@st.cache_data(max_entries=KEPT, show_spinner=False)
def category_labels(view: View) -> dict[str, str]:
    """The Dutch label of every category."""
    rows = school_queries.categories(_open(view.snapshot))
    return dict(zip(rows["category"], rows["label"], strict=True))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def week_ends(view: View) -> dict[str, str]:
    """The last day (ISO date) of each school week of the year up to the peildatum, with the words for it."""
    rows = school_queries.week_ends(_open(view.snapshot), view.on, view.school)
    return {str(row["date"]): f"schoolweek {row['school_week']}, {words.day(row['date'])}" for row in rows.to_dicts()}


def mondays(view: View) -> list[date]:
    """The first day of each school week of the year up to the peildatum."""
    days = [date.fromisoformat(day) for day in week_ends(view)]
    return [day - timedelta(day.weekday()) for day in days]


@st.cache_data(max_entries=KEPT, show_spinner=False)
def incomplete_weeks(view: View) -> list[date]:
    """Mondays of weeks with suspiciously few registrations."""
    return school_queries.incomplete_weeks(_open(view.snapshot), view.on, view.school)["week_start"].to_list()

"""Cached doors to what every page needs. An answer is remembered per snapshot, rights and choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, words
from dashboard.doors import BY_WORDS, KEPT, door
from dashboard.view import View
from pipelines.models.noted_since import noted_since
from pipelines.models.snapshot import Snapshot, fits, newest_snapshot
from pipelines.questions import pupil as pupil_questions, school as school_questions
from pipelines.store.part import Part, part_of, parts_of, school_of
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer
from protocols.errors import VerzuimbeeldError

# Between the path of a snapshot and what was noted since it was built.
SINCE = "#"


# Of a board whoever compares its schools has one open after another.
@st.cache_resource(max_entries=8, show_spinner=False)
def _open(name: str) -> Snapshot:
    text, since, _ = name.partition(SINCE)
    path = Path(text)
    school = school_of(path)
    noted = noted_since(part_of(access.workspace(), school), path) if since else None
    return Snapshot({school: path}, {school: noted} if noted else None)


def opened(view: View) -> Snapshot:
    """The snapshot of a view, opened once."""
    return _open(view.snapshot)


def snapshot_path(part: Part) -> str:
    """The newest snapshot of a school, or empty text: looked up on every rerun, so that an import or note shows at once.

    Settings, rules or choices that changed meanwhile are built in first. Raises WorkspaceError when that does not go.
    """
    if fits(part):
        path = part.current()
    else:
        with st.spinner("De cijfers worden opnieuw opgebouwd"):
            path = newest_snapshot(part)
    if path is None:
        return ""
    since = noted_since(part, path)
    return f"{path}{SINCE}{since.key}" if since else str(path)


@dataclass(frozen=True)
class InSight:
    """The schools of a viewer that have data, each with its `snapshot`, in order of name; and what keeps others from it."""

    schools: tuple[dict[str, Any], ...]
    missing: Mapping[str, VerzuimbeeldError]


def in_sight(workspace: Workspace, viewer: Viewer) -> InSight:
    """The schools that this viewer can choose from. Raises what is wrong with a school when there is no other."""
    return access.once(workspace, viewer, lambda: _in_sight(workspace, viewer))


def _in_sight(workspace: Workspace, viewer: Viewer) -> InSight:
    found: list[dict[str, Any]] = []
    missing: dict[str, VerzuimbeeldError] = {}
    for part in parts_of(workspace):
        if part.id not in viewer.anyhow:
            continue
        try:
            if path := snapshot_path(part):
                found += [{**row, "snapshot": path} for row in schools(path, viewer)]
        except VerzuimbeeldError as error:
            missing[part.id] = error
    if missing and not found:
        raise next(iter(missing.values()))
    return InSight(tuple(sorted(found, key=lambda row: str(row["name"]))), missing)


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs=BY_WORDS)
def schools(snapshot: str, viewer: Viewer) -> list[dict[str, Any]]:
    """The school of a snapshot, if it is the viewer's and has data."""
    rows = school_questions.schools(_open(snapshot), viewer)
    return rows.filter(rows["last_date"].is_not_null()).to_dicts()


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs=BY_WORDS)
def mentor_codes(snapshot: str, viewer: Viewer) -> pl.DataFrame:
    """The mentor codes of the school of a snapshot where the viewer sees or does anything, with how many pupils they have."""
    return school_questions.mentor_codes(_open(snapshot), viewer)


@door()
def parts(view: View) -> pl.DataFrame:
    """Afdelingen, leerjaren and klassen of the school year."""
    return school_questions.parts(opened(view), view.viewer, view.on, view.school)


@door()
def students(view: View) -> dict[str, dict[str, Any]]:
    """Pupils that the viewer may open, by number, in order of name."""
    rows = pupil_questions.students(opened(view), view.viewer, view.on, view.selection)
    return {row["student_id"]: row for row in rows.iter_rows(named=True)}


@door()
def pupils(view: View) -> int:
    """How many pupils the choice holds on the day: what shares are held against."""
    return len(students(view))


def settings(view: View) -> dict[str, float]:
    """Defaults and the numbers of the national norm."""
    return opened(view).settings


@door()
def category_labels(view: View) -> dict[str, str]:
    """The Dutch label of every category."""
    rows = school_questions.categories(opened(view))
    return dict(zip(rows["category"], rows["label"], strict=True))


@door()
def week_ends(view: View) -> dict[str, str]:
    """The last day (ISO date) of each school week of the year up to the peildatum, with the words for it."""
    rows = school_questions.week_ends(opened(view), view.on, view.school)
    return {str(row["date"]): f"schoolweek {row['school_week']}, {words.day(row['date'])}" for row in rows.to_dicts()}


@door()
def vacations(view: View) -> pl.DataFrame:
    """One row per holiday of the school year, with its first and last day."""
    return school_questions.vacations(opened(view), view.on, view.school)


def mondays(view: View) -> list[date]:
    """The first day of each school week of the year up to the peildatum."""
    days = [date.fromisoformat(day) for day in week_ends(view)]
    return [day - timedelta(day.weekday()) for day in days]


@door()
def incomplete_weeks(view: View) -> list[date]:
    """Mondays of weeks with suspiciously few registrations."""
    return school_questions.incomplete_weeks(opened(view), view.on, view.school)["week_start"].to_list()

"""Reports of the 16-hour norm that somebody made at DUO: a mark with date and initials, kept in the notes.

A mark names the report by pupil and end date, so it outlives every import and build. When a correction moves the end
date, the mark stays: it then belongs to a report that no longer exists, and somebody has to look. Nothing is ever
deleted: a mark that was a mistake is withdrawn, and both moments stay.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from pipelines.errors import UsageError
from pipelines.notes.notes import Schema, checked_initials, keep, now, read, take_back, version
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer

MARKS: Schema = {
    "school": pl.String,
    "student_id": pl.String,
    "begin_date": pl.Date,
    "end_date": pl.Date,
    "reported_on": pl.Date,
    "initials": pl.String,
    "marked_at": pl.String,
}


@dataclass(frozen=True)
class Report:
    """One report of one pupil, by its first and last day."""

    school: str
    student_id: str
    begin_date: date
    end_date: date


def mark_reported(
    workspace: Workspace, viewer: Viewer, reports: Sequence[Report], reported_on: date, initials: str
) -> int:
    """Marks reports as made at DUO on a day; how many were not marked before.

    Raises UsageError outside the rights of the viewer, for a day before an end date, or for odd initials; then nothing is marked.
    """
    by = _allowed(viewer, reports, initials)
    for report in reports:
        if reported_on < report.end_date:
            raise UsageError(
                f"Op {reported_on:%d-%m-%Y} was er van leerling {report.student_id} nog niets te melden: de norm is "
                f"bereikt op {report.end_date:%d-%m-%Y}.",
                "Kies die dag of een latere, of minder rijen.",
            )
    made = {"reported_on": reported_on, "initials": by, "marked_at": now()}
    return keep(workspace, "report_mark", [asdict(report) | made for report in reports])


def withdraw_reported(workspace: Workspace, viewer: Viewer, report: Report, initials: str) -> bool:
    """Takes the mark of a report back, by its end date; it stays in the notes. Raises as `mark_reported` does."""
    by = _allowed(viewer, [report], initials)
    key = {"school": report.school, "student_id": report.student_id, "end_date": report.end_date}
    return take_back(workspace, "report_mark", [key], by) > 0


def report_marks(workspace: Workspace, viewer: Viewer, until: date | None) -> pl.DataFrame:
    """One row per mark that stands, of the schools of the viewer: pupil, begin and end date, made on, initials, moment.

    With `until` only marks of reports made up to and including that day: on an earlier day a later one does not exist.
    Which pupils of the school a viewer may see is for the query to say with whose rows these are joined.
    """
    found = read(
        workspace,
        "select school, student_id, begin_date, end_date, reported_on, initials, marked_at"
        " from report_mark where withdrawn_at is null and reported_on <= ? order by 1, 2, end_date, mark",
        MARKS,
        (until or date.max,),
    )
    return found.filter(pl.col("school").is_in(viewer.schools))


def marks_version(workspace: Workspace) -> tuple[int, ...]:
    """What changes with every mark and every withdrawal."""
    return version(workspace, "select count(*), count(withdrawn_at) from report_mark")


def _allowed(viewer: Viewer, reports: Sequence[Report], initials: str) -> str:
    if {report.school for report in reports} - set(viewer.schools):
        raise UsageError("U heeft geen rechten op deze school.", "Vraag de verzuimcoördinator om het merk te zetten.")
    return checked_initials(initials)

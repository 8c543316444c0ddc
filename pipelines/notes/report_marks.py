"""Reports of the 16-hour norm that somebody made at DUO: a mark with date and initials, kept in the notes.

A mark names the report by pupil and end date, so it outlives every import and build. When a correction moves the end
date, the mark stays: it then belongs to a report that no longer exists, and somebody has to look. Nothing is ever
deleted: a mark that was a mistake is withdrawn, and both moments stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.errors import UsageError
from pipelines.notes.notes import Schema, checked_initials, now, read, version, writing
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer

TABLES = (
    "create table if not exists report_mark (mark integer primary key, school text not null, student_id text not null,"
    " begin_date text not null, end_date text not null, reported_on text not null, initials text not null,"
    " marked_at text not null, withdrawn_at text, withdrawn_by text)",
    # Two people who mark one report at the same time make one mark.
    "create unique index if not exists report_mark_standing on report_mark (school, student_id, end_date)"
    " where withdrawn_at is null",
)
MARKS: Schema = {
    "school": pl.String,
    "student_id": pl.String,
    "begin_date": pl.String,
    "end_date": pl.String,
    "reported_on": pl.String,
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

    Raises UsageError outside the viewer, for a day before an end date, or for odd initials; then nothing is marked.
    """
    by = _allowed(viewer, reports, initials)
    for report in reports:
        if reported_on < report.end_date:
            raise UsageError(
                f"Op {reported_on:%d-%m-%Y} was er van leerling {report.student_id} nog niets te melden: de norm is "
                f"bereikt op {report.end_date:%d-%m-%Y}.",
                "Kies die dag of een latere, of minder rijen.",
            )
    rows = [
        (r.school, r.student_id, r.begin_date.isoformat(), r.end_date.isoformat(), reported_on.isoformat(), by, now())
        for r in reports
    ]
    with writing(workspace, TABLES) as notes:
        before = notes.total_changes
        notes.executemany(
            "insert into report_mark (school, student_id, begin_date, end_date, reported_on, initials, marked_at)"
            " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
            rows,
        )
        return notes.total_changes - before


def withdraw_reported(workspace: Workspace, viewer: Viewer, report: Report, initials: str) -> bool:
    """Takes the mark of a report back, by its end date; it stays in the notes. Raises as `mark_reported` does."""
    by = _allowed(viewer, [report], initials)
    with writing(workspace, TABLES) as notes:
        before = notes.total_changes
        notes.execute(
            "update report_mark set withdrawn_at = ?, withdrawn_by = ?"
            " where school = ? and student_id = ? and end_date = ? and withdrawn_at is null",
            (now(), by, report.school, report.student_id, report.end_date.isoformat()),
        )
        return notes.total_changes > before


def report_marks(workspace: Workspace, viewer: Viewer, until: date | None) -> pl.DataFrame:
    """One row per mark that stands, of the schools in the viewer: pupil, begin and end date, made on, initials, moment.

    With `until` only marks of reports made up to and including that day: on an earlier day a later one does not exist.
    Which pupils of the school a viewer may see is for the query to say with whose rows these are joined.
    """
    found = read(
        workspace,
        "report_mark",
        "select school, student_id, begin_date, end_date, reported_on, initials, marked_at"
        " from report_mark where withdrawn_at is null and reported_on <= ? order by 1, 2, end_date, mark",
        MARKS,
        ((until or date.max).isoformat(),),
    )
    return found.filter(pl.col("school").is_in(viewer.schools)).with_columns(
        pl.col("begin_date", "end_date", "reported_on").str.to_date()
    )


def marks_version(workspace: Workspace) -> tuple[int, int]:
    """What changes with every mark and every withdrawal."""
    return version(workspace, "report_mark", "select count(*), count(withdrawn_at) from report_mark")


def _allowed(viewer: Viewer, reports: Sequence[Report], initials: str) -> str:
    if {report.school for report in reports} - set(viewer.schools):
        raise UsageError("U heeft geen rechten op deze school.", "Vraag de verzuimcoördinator om het merk te zetten.")
    return checked_initials(initials)

"""Care for pupils who are often ill, entered by hand: a mark for a bad feeling, and the contacts of `contacts.py` beside it.

Kept are a date and initials; there is no place for a remark, a diagnosis or a reason, and the table refuses anything
else. Nothing is ever deleted: what was a mistake is withdrawn, and both moments stay. Who may not see care
(`Viewer.care`) reads and writes nothing.
"""

from datetime import date

import polars as pl

from pipelines.errors import UsageError
from pipelines.models.snapshot import Snapshot
from pipelines.notes.contacts import PUPIL, contact_version, contacts as every_contact
from pipelines.notes.notes import Schema, keep, now, read, take_back, version
from pipelines.notes.signing import signed
from pipelines.questions.pupil import students
from pipelines.store.workspace import Workspace
from pipelines.viewer import EVERYTHING, Selection, Viewer

CONCERNS: Schema = {"student_id": pl.String, "since": pl.Date, "initials": pl.String}


def mark_concern(
    workspace: Workspace,
    snapshot: Snapshot,
    viewer: Viewer,
    school: str,
    student_id: str,
    since: date,
    initials: str,
    today: date,
) -> None:
    """Marks a pupil about whom somebody has a bad feeling ("niet-pluis"), without a word why; a second mark is none.

    Raises UsageError for a pupil outside the care of the viewer, odd initials or a day after today.
    """
    _not_ahead(since, today)
    by = signed(viewer, "zorg", initials)
    _in_care(snapshot, viewer, school, student_id, since)
    row = {"school": school, "student_id": student_id, "since": since, "initials": by, "entered_at": now()}
    keep(workspace, "care_concern", [row])


def withdraw_concern(
    workspace: Workspace, snapshot: Snapshot, viewer: Viewer, school: str, student_id: str, initials: str, today: date
) -> None:
    """Takes the mark of a pupil away. Raises UsageError for a pupil outside the care of the viewer or odd initials."""
    by = signed(viewer, "zorg", initials)
    _in_care(snapshot, viewer, school, student_id, today)
    take_back(workspace, "care_concern", [{"school": school, "student_id": student_id}], by)


def contacts(
    workspace: Workspace,
    snapshot: Snapshot,
    viewer: Viewer,
    on: date,
    school: str,
    selection: Selection = EVERYTHING,
    noted_until: date | None = None,
) -> pl.DataFrame:
    """One row per contact of care up to and including the day, of pupils in the care of the viewer; newest first."""
    found = every_contact(workspace, snapshot, viewer.for_care(), on, school, selection, noted_until)
    return found.filter(side="care")


def concerns(
    workspace: Workspace, snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil in the care of the viewer with a standing mark of up to and including the day; newest first."""
    return _concerns(workspace, on, school, _pupils(snapshot, viewer, on, school, selection))


def cases(
    workspace: Workspace,
    snapshot: Snapshot,
    viewer: Viewer,
    on: date,
    school: str,
    selection: Selection = EVERYTHING,
    noted_until: date | None = None,
) -> pl.DataFrame:
    """One row per pupil with a contact or a mark, by review date; pupils without one come last.

    Pupils are where they are on the day; notes count up to `noted_until`, else the day.

    `last_on`, `last_kind`, `last_initials` and `review_on` are of the latest contact: a later contact replaces an
    earlier review. `overdue`: the review lies before the day; null without one. `concern_since`: the mark, if any.
    """
    pupils, until = _pupils(snapshot, viewer, on, school, selection), noted_until or on
    latest = contacts(workspace, snapshot, viewer, on, school, selection, until)
    marks = _concerns(workspace, until, school, pupils)
    by_pupil = latest.group_by("student_id", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("contacts"),
        pl.col("contact_on").first().alias("last_on"),
        pl.col("kind").first().alias("last_kind"),
        pl.col("initials").first().alias("last_initials"),
        pl.col("review_on").first(),
    )
    everyone = pl.concat([latest.select(PUPIL), marks.select(PUPIL)]).unique("student_id")
    since = marks.select("student_id", pl.col("since").alias("concern_since"))
    return (
        everyone.join(by_pupil, on="student_id", how="left")
        .join(since, on="student_id", how="left")
        .with_columns(pl.col("contacts").fill_null(0), (pl.col("review_on") < until).alias("overdue"))
        .sort("review_on", "sort_name", "student_id", nulls_last=True)
    )


def care_version(workspace: Workspace) -> tuple[int, ...]:
    """What changes with every contact, mark and withdrawal."""
    marked = version(workspace, "select count(*), count(withdrawn_at) from care_concern")
    return (*contact_version(workspace), *marked)


def _concerns(workspace: Workspace, on: date, school: str, pupils: pl.DataFrame) -> pl.DataFrame:
    sql = (
        "select student_id, since, initials from care_concern where school = ? and since <= ? and withdrawn_at is null"
        " order by since desc, student_id"
    )
    found = read(workspace, sql, CONCERNS, (school, on))
    return found.join(pupils, on="student_id", maintain_order="left")


def _not_ahead(day: date, today: date) -> None:
    if day > today:
        raise UsageError(f"{day:%d-%m-%Y} is nog niet geweest.", "Kies vandaag of een eerdere dag.")


def _pupils(snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection) -> pl.DataFrame:
    return students(snapshot, viewer.for_care(), on, selection).filter(school=school).select(PUPIL)


def _in_care(snapshot: Snapshot, viewer: Viewer, school: str, student_id: str, on: date) -> None:
    if student_id not in _pupils(snapshot, viewer, on, school, EVERYTHING)["student_id"].to_list():
        raise UsageError(
            "Bij deze leerling kunt u niets vastleggen.",
            "Kies een leerling die op die dag ingeschreven staat en van wie u de zorg mag zien.",
        )

"""Whether pupils came to their appointments: to report, to make up hours, to do corvee; noted by hand, in the notes.

A note names the appointment by pupil, ladder, task, the day on which it was asked and the day of the appointment, so it
outlives every import and build. Who did not come and came a day later has two notes of one task. Nothing is ever deleted:
a note that was a mistake is withdrawn, and both moments stay.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

import polars as pl

from pipelines.errors import UsageError
from pipelines.notes.notes import Schema, keep, now, read, take_back, version as notes_version
from pipelines.notes.signing import insist_on_pupils, signed
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer

NOTED: Schema = {
    "school": pl.String,
    "student_id": pl.String,
    "protocol": pl.String,
    "ladder": pl.String,
    "stage": pl.String,
    "task": pl.String,
    "kind": pl.String,
    "asked_on": pl.Date,
    "lesson_hour": pl.Int64,
    "appointment_on": pl.Date,
    "came": pl.Boolean,
    "initials": pl.String,
    "noted_at": pl.String,
}
# What a build reads: one row per appointment that stands, of all schools.
BUILT: Schema = {"school": pl.String, "student_id": pl.String, "date": pl.Date, "kind": pl.String, "came": pl.Boolean}


@dataclass(frozen=True)
class Appointment:
    """One appointment of one pupil: the task that asks it, the day it was asked and the day on which to come."""

    school: str
    student_id: str
    protocol: str
    ladder: str
    stage: str
    task: str
    kind: str
    asked_on: date
    lesson_hour: int | None
    appointment_on: date


def note_coming(
    workspace: Workspace, viewer: Viewer, appointments: Sequence[Appointment], came: bool, initials: str, today: date
) -> int:
    """Notes of appointments that the pupil came, or did not; how many were not noted so before.

    What was noted otherwise is withdrawn. Raises UsageError for a pupil who is not the viewer's, a day after
    today or before the task was asked, or odd initials; then nothing is noted.
    """
    by = _allowed(workspace, viewer, appointments, initials)
    for each in appointments:
        if each.appointment_on > today:
            raise UsageError(
                f"De afspraak van {each.appointment_on:%d-%m-%Y} is nog niet geweest.",
                "Noteer het op de dag zelf, of kies een eerdere dag.",
            )
        if each.appointment_on < each.asked_on:
            raise UsageError(
                f"Op {each.appointment_on:%d-%m-%Y} was leerling {each.student_id} nog niets gevraagd: "
                f"dat was op {each.asked_on:%d-%m-%Y}.",
                "Kies die dag of een latere.",
            )
    take_back(workspace, "appointment_note", [_key(each) | {"came": int(not came)} for each in appointments], by)
    note = {"came": int(came), "initials": by, "noted_at": now()}
    return keep(workspace, "appointment_note", [asdict(each) | note for each in appointments])


def withdraw_coming(workspace: Workspace, viewer: Viewer, appointments: Sequence[Appointment], initials: str) -> int:
    """Takes the notes of appointments back; they stay in the notes. How many there were. Raises as `note_coming` does."""
    by = _allowed(workspace, viewer, appointments, initials)
    return take_back(workspace, "appointment_note", [_key(each) for each in appointments], by)


def appointments(workspace: Workspace, viewer: Viewer, on: date) -> pl.DataFrame:
    """One row per note that stands, of the schools of the viewer, about an appointment up to and including `on`.

    `came`: whether the pupil came; `asked_on` is the day of the step that asked it, `task` its name in `ref_action`.
    """
    found = read(
        workspace,
        "select school, student_id, protocol, ladder, stage, task, kind, asked_on, lesson_hour, appointment_on, came,"
        " initials, noted_at from appointment_note where withdrawn_at is null and appointment_on <= ?"
        " order by 1, 2, appointment_on, note",
        {**NOTED, "came": pl.Int64},
        (on,),
    )
    return found.with_columns(pl.col("came").cast(pl.Boolean)).filter(pl.col("school").is_in(viewer.schools))


def noted(workspace: Workspace) -> pl.DataFrame:
    """What a build counts missed appointments from: the notes that stand of its schools, one row each."""
    found = read(
        workspace,
        "select school, student_id, appointment_on, kind, came from appointment_note"
        " where withdrawn_at is null order by 1, 2, 3, 4, 5",
        {**BUILT, "came": pl.Int64},
    )
    own = pl.col("school").is_in([school.id for school in workspace.schools])
    return found.filter(own).with_columns(pl.col("came").cast(pl.Boolean))


def version(workspace: Workspace) -> tuple[int, ...]:
    """What changes with every note and every withdrawal."""
    return notes_version(workspace, "select count(*), count(withdrawn_at) from appointment_note")


def _key(appointment: Appointment) -> dict[str, object]:
    """What tells one appointment from another; the protocol may have changed meanwhile, and an hour may be unknown."""
    named = {field.name for field in fields(Appointment)} - {"protocol", "stage", "kind", "lesson_hour"}
    return {name: value for name, value in asdict(appointment).items() if name in named}


def _allowed(workspace: Workspace, viewer: Viewer, appointments: Sequence[Appointment], initials: str) -> str:
    by = signed(viewer, "terugkomlijst", initials)
    insist_on_pupils(workspace, viewer, ((each.school, each.student_id) for each in appointments))
    return by

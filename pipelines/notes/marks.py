"""Steps of the worklist that somebody did: a mark with date and initials, kept in the notes.

A mark names the step by pupil, rule and the day of the step, so it outlives every import and build. It also outlives a
draft that comes into force: a step that the draft left as it was, of the same ladder, stage and day, stays done. Nothing
is ever deleted: a mark that was a mistake is withdrawn, and both moments stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date

import polars as pl

from pipelines.errors import UsageError
from pipelines.notes.notes import Schema, checked_initials, keep, now, read, take_back, version as notes_version
from pipelines.settings.drafts import origins
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer

MARKS: Schema = {
    "school": pl.String,
    "student_id": pl.String,
    "protocol": pl.String,
    "ladder": pl.String,
    "stage": pl.String,
    "reached_on": pl.Date,
    "recurring": pl.Boolean,
    "done_on": pl.Date,
    "initials": pl.String,
    "marked_at": pl.String,
}


@dataclass(frozen=True)
class Step:
    """One step of one pupil: the rule and its day, which for a recurring action is the day it was asked again."""

    school: str
    student_id: str
    protocol: str
    ladder: str
    stage: str
    reached_on: date
    recurring: bool


def mark_done(
    workspace: Workspace, viewer: Viewer, steps: Sequence[Step], done_on: date, initials: str, today: date
) -> int:
    """Marks steps as done on a day, at most today; how many were not marked before.

    Raises UsageError for a step outside the rights of the viewer, a day before the step or after today, or odd initials; then
    nothing is marked.
    """
    by = _allowed(viewer, steps, initials)
    early = [step for step in steps if done_on < step.reached_on]
    if early:
        raise UsageError(
            f"Op {done_on:%d-%m-%Y} was de stap van leerling {early[0].student_id} er nog niet: "
            f"die is van {early[0].reached_on:%d-%m-%Y}.",
            "Kies een latere dag, of minder rijen.",
        )
    if done_on > today:
        raise UsageError(f"{done_on:%d-%m-%Y} is nog niet geweest.", "Kies vandaag of een eerdere dag.")
    done = {"done_on": done_on, "initials": by, "marked_at": now()}
    return keep(workspace, "step_mark", [asdict(step) | done for step in steps])


def withdraw(workspace: Workspace, viewer: Viewer, steps: Sequence[Step], initials: str) -> int:
    """Takes the marks of steps back; they stay in the notes. How many there were. Raises as `mark_done` does."""
    by = _allowed(viewer, steps, initials)
    origin = origins(workspace)
    kin = {
        protocol: {protocol, *(name for name in (*origin, *origin.values()) if _same(origin, name, protocol))}
        for protocol in {step.protocol for step in steps}
    }
    keys = [asdict(replace(step, protocol=name)) for step in steps for name in kin[step.protocol]]
    return take_back(workspace, "step_mark", keys, by)


def marks(workspace: Workspace, viewer: Viewer, on: date) -> pl.DataFrame:
    """One row per mark that stands, of the schools of the viewer, with a day of doing up to and including `on`.

    A mark of a protocol with the same origin as the one in force is given as one of the protocol in force.
    """
    found = read(
        workspace,
        "select school, student_id, protocol, ladder, stage, reached_on, recurring, done_on, initials, marked_at"
        " from step_mark where withdrawn_at is null and done_on <= ? order by 1, 2, done_on, mark",
        MARKS,
        (on,),
    )
    origin = origins(workspace)
    renamed = [
        (school.id, name, school.protocol)
        for school in workspace.schools
        for name in {*origin, *origin.values()}
        if _same(origin, name, school.protocol)
    ]
    names = pl.DataFrame(renamed, schema=dict.fromkeys(["school", "protocol", "in_force"], pl.String), orient="row")
    return (
        found.filter(pl.col("school").is_in(viewer.schools))
        .join(names, on=["school", "protocol"], how="left", maintain_order="left")
        .with_columns(pl.coalesce("in_force", "protocol").alias("protocol"))
        .drop("in_force")
        .unique([field.name for field in fields(Step)], keep="last", maintain_order=True)
    )


def _same(origin: Mapping[str, str], one: str, other: str) -> bool:
    return origin.get(one, one) == origin.get(other, other)


def version(workspace: Workspace) -> tuple[int, ...]:
    """What changes with every mark and every withdrawal."""
    return notes_version(workspace, "select count(*), count(withdrawn_at) from step_mark")


def _allowed(viewer: Viewer, steps: Sequence[Step], initials: str) -> str:
    if {step.school for step in steps} - set(viewer.schools):
        raise UsageError("U heeft geen rechten op deze school.", "Vraag de verzuimcoördinator om het vinkje te zetten.")
    return checked_initials(initials)

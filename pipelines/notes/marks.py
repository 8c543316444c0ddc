"""Tasks that somebody did: a mark by hand with date and initials, kept in the notes.

A mark hangs on the pupil, the task (`task_key`: the rule and its text, whatever the protocol is called), its day and, of a
task that is asked per registration, each lesson hour of that day. So it outlives every import, build, draft and change of
protocol as long as the rule is the same, and an hour that is imported later is an open task. A mark of before is one of
every task of its step. Nothing is ever deleted: a mark that was a mistake is withdrawn, and both moments stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.errors import UsageError
from pipelines.notes.notes import Schema, keep, now, read, take_back, version as notes_version
from pipelines.notes.signing import insist_on_tasks, signed
from pipelines.notes.step_marks import EVERY_HOUR, except_task, step_marks
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer, of_schools

# The hour of a task that is asked once a day, whatever the registrations.
DAY = 0
TASK = ("school", "student_id", "task_key", "reached_on")
MARKS: Schema = {
    "school": pl.String,
    "student_id": pl.String,
    "task_key": pl.String,
    "reached_on": pl.Date,
    "hour": pl.Int64,
    "recurring": pl.Boolean,
    "protocol": pl.String,
    "ladder": pl.String,
    "stage": pl.String,
    "role": pl.String,
    "what": pl.String,
    "done_on": pl.Date,
    "initials": pl.String,
    "marked_at": pl.String,
}


@dataclass(frozen=True)
class Task:
    """One task of one pupil: the rule with its day, and the lesson hours for which it is asked; none is once that day."""

    school: str
    student_id: str
    protocol: str
    ladder: str
    stage: str
    reached_on: date
    recurring: bool
    task_key: str
    role: str
    what: str
    hours: tuple[int, ...] = ()


def tasks_of(rows: pl.DataFrame) -> list[Task]:
    """The tasks of rows that have their columns; `hours` may be null."""
    names = list(Task.__dataclass_fields__)
    return [Task(**row | {"hours": tuple(row["hours"] or ())}) for row in rows.select(names).iter_rows(named=True)]


def mark_done(
    workspace: Workspace, viewer: Viewer, tasks: Sequence[Task], done_on: date, initials: str, today: date
) -> int:
    """Marks tasks as done on a day, at most today; how many marks are new, one per lesson hour of a task with hours.

    Raises UsageError for a task that is not the viewer's (of another's pupil, of another role), a day before the task or after
    today, or odd initials; then nothing is marked.
    """
    by = _allowed(workspace, viewer, tasks, initials)
    early = [task for task in tasks if done_on < task.reached_on]
    if early:
        raise UsageError(
            f"Op {done_on:%d-%m-%Y} was de taak bij leerling {early[0].student_id} er nog niet: "
            f"die is van {early[0].reached_on:%d-%m-%Y}.",
            "Kies een latere dag, of minder rijen.",
        )
    if done_on > today:
        raise UsageError(f"{done_on:%d-%m-%Y} is nog niet geweest.", "Kies vandaag of een eerdere dag.")
    done = {"done_on": done_on, "initials": by, "marked_at": now()}
    called = ("protocol", "ladder", "stage", "role", "what")
    return keep(
        workspace,
        "task_mark",
        [key | {name: getattr(task, name) for name in called} | done for task in tasks for key in _keys(task)],
    )


def withdraw(workspace: Workspace, viewer: Viewer, tasks: Sequence[Task], initials: str) -> int:
    """Takes the marks of tasks back; they stay in the notes. How many there were. Raises as `mark_done` does.

    Of a mark of a whole step only these tasks are taken back.
    """
    by = _allowed(workspace, viewer, tasks, initials)
    count = take_back(workspace, "task_mark", [key for task in tasks for key in _keys(task)], by)
    wanted = {(*_named(task), task.recurring) for task in tasks}
    older = [
        (row["mark"], row["task_key"])
        for row in step_marks(workspace, date.max).iter_rows(named=True)
        if (*(row[name] for name in TASK), row["recurring"]) in wanted
    ]
    return count + except_task(workspace, older, by)


def marks(workspace: Workspace, viewer: Viewer, on: date, since: date = date.min) -> pl.DataFrame:
    """One row per task and hour with a mark that stands, of the schools of the viewer, done up to and including `on`.

    `since` leaves out the tasks of days before it.

    `hour` is the lesson hour, `DAY` for a task of the day, null for a mark of before, which is one of every hour; of that
    `recurring` says which step, else it is null.
    """
    names = [name for name in MARKS if name != "recurring"]
    own = read(
        workspace,
        "select school, student_id, task_key, reached_on, hour, protocol, ladder, stage, role, what, done_on, initials,"
        " marked_at from task_mark where withdrawn_at is null and done_on <= ? and reached_on >= ?"
        " order by 1, 2, done_on, mark",
        {name: MARKS[name] for name in names},
        (on, since),
    ).with_columns(pl.lit(None, pl.Boolean).alias("recurring"))
    older = step_marks(workspace, on).with_columns(pl.lit(EVERY_HOUR, pl.Int64).alias("hour"))
    found = pl.concat([older.select(MARKS.keys()), own.select(MARKS.keys())])
    return found.filter(pl.col("school").is_in(viewer.schools), pl.col("reached_on") >= since)


def tasks_done(workspace: Workspace) -> pl.DataFrame:
    """What a build asks of the marks that stand: one row per pupil, task and day on which it was done, of its schools."""
    everybody = of_schools(*(school.id for school in workspace.schools))
    found = marks(workspace, everybody, date.max).select("school", "student_id", "task_key", "done_on")
    return found.unique().sort("school", "student_id", "task_key", "done_on")


def version(workspace: Workspace) -> tuple[int, ...]:
    """What changes with every mark and every withdrawal."""
    return notes_version(
        workspace,
        "select (select count(*) from task_mark) + (select count(*) from step_mark_exception),"
        " (select count(withdrawn_at) from task_mark) + (select count(withdrawn_at) from step_mark)",
    )


def _named(task: Task) -> tuple[object, ...]:
    return tuple(getattr(task, name) for name in TASK)


def _keys(task: Task) -> list[dict[str, object]]:
    return [dict(zip(TASK, _named(task), strict=True)) | {"hour": hour} for hour in task.hours or (DAY,)]


def _allowed(workspace: Workspace, viewer: Viewer, tasks: Sequence[Task], initials: str) -> str:
    by = signed(viewer, "werklijst", initials)
    insist_on_tasks(workspace, viewer, tasks)
    return by

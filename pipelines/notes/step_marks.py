"""Marks of before there were marks per task: each is read as one of every task that its step had by its protocol."""

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from pipelines.notes.notes import Schema, keep, now, read, take_back
from pipelines.settings.drafts import readable
from pipelines.store.workspace import Workspace
from protocols.schema import Protocol
from protocols.task_keys import task_keys

# A mark of a whole step is one of every hour.
EVERY_HOUR = None
STAGE: Schema = {"protocol": pl.String, "ladder": pl.String, "stage": pl.String}
TASKS: Schema = {**STAGE, "recurring": pl.Boolean, "task_key": pl.String, "role": pl.String, "what": pl.String}
# The key of the tasks of a step of which nobody knows any more what it asked.
UNKNOWN = ""
EXCEPTIONS: Schema = {"mark": pl.Int64, "task_key": pl.String}
STEP_MARKS: Schema = {
    "mark": pl.Int64,
    "school": pl.String,
    "student_id": pl.String,
    **STAGE,
    "reached_on": pl.Date,
    "recurring": pl.Boolean,
    "done_on": pl.Date,
    "initials": pl.String,
    "marked_at": pl.String,
}


def step_marks(workspace: Workspace, on: date) -> pl.DataFrame:
    """One row per standing mark of a step, done up to and including the day, and task of it that was not withdrawn.

    Without a protocol or stage of that name it has one row, with `UNKNOWN` as `task_key`, without role and text.
    """
    found = read(
        workspace,
        "select mark, school, student_id, protocol, ladder, stage, reached_on, recurring, done_on, initials, marked_at"
        " from step_mark where withdrawn_at is null and done_on <= ? order by school, student_id, done_on, mark",
        STEP_MARKS,
        (on,),
    )
    asked = pl.DataFrame(list(_asked(workspace, found)), schema=TASKS, orient="row")
    withdrawn = read(workspace, "select mark, task_key from step_mark_exception", EXCEPTIONS)
    tasks = found.join(asked, on=[*STAGE, "recurring"], how="left", maintain_order="left_right")
    return tasks.with_columns(pl.col("task_key", "role", "what").fill_null(UNKNOWN)).join(
        withdrawn, on=list(EXCEPTIONS), how="anti", maintain_order="left"
    )


def except_task(workspace: Workspace, tasks: Sequence[tuple[int, str]], by: str) -> int:
    """Takes tasks back from marks of a whole step, by the number of the mark and the key of the task; how many."""
    at = now()
    unknown = [{"mark": mark} for mark, key in tasks if key == UNKNOWN]
    known = [
        {"mark": mark, "task_key": key, "withdrawn_at": at, "withdrawn_by": by} for mark, key in tasks if key != UNKNOWN
    ]
    return take_back(workspace, "step_mark", unknown, by) + keep(workspace, "step_mark_exception", known)


def _asked(workspace: Workspace, marks: pl.DataFrame) -> Iterator[tuple[str | bool, ...]]:
    """What the marked stages ask, by the protocols of their marks that can still be read."""
    if marks.is_empty():
        return
    protocols: dict[str, Protocol] = readable(workspace)[0]
    for name in marks["protocol"].unique(maintain_order=True):
        for ladder in protocols[name].ladder if name in protocols else ():
            for stage in ladder.stage:
                for action, key in zip(stage.action, task_keys(protocols[name], stage), strict=True):
                    for again in [False] * action.first + [True] * action.recurring:
                        yield name, ladder.id, stage.id, again, key, action.role, action.what

"""What the pages ask of one pupil, and the tasks that a step of a protocol asks, as a mark names them."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.notes.marks import Task
from pipelines.questions.pupil import OfAll, conditions, of_all, with_values
from pipelines.questions.question import Rows
from pipelines.viewer import Viewer
from protocols.load import load_protocols
from protocols.schema import Protocol
from protocols.task_keys import task_keys


def tasks_of_step(
    student: str,
    protocol: str | Protocol,
    ladder: str,
    stage: str,
    day: date,
    recurring: bool = False,
    hours: Sequence[int] = (),
) -> list[Task]:
    """Every task of a step of a pupil of school `s`, in the order of the protocol."""
    rules = load_protocols()[protocol] if isinstance(protocol, str) else protocol
    [rung] = [each for path in rules.ladder if path.id == ladder for each in path.stage if each.id == stage]
    return [
        Task("s", student, rules.id, ladder, stage, day, recurring, key, action.role, action.what, tuple(hours))
        for action, key in zip(rung.action, task_keys(rules, rung), strict=True)
        if (action.recurring if recurring else action.first)
    ]


def of_pupil(snapshot: Rows, name: OfAll, viewer: Viewer, on: date, student: str, protocol: str = "") -> pl.DataFrame:
    """The rows of a question about a pupil of school `s`."""
    return of_all(snapshot, name, viewer, on, "s", protocol).filter(pl.col("student_id") == student)


def counters(snapshot: Rows, viewer: Viewer, on: date, student: str, protocol: str) -> pl.DataFrame:
    """The conditions of a protocol with the counters of a pupil of school `s`."""
    values = of_pupil(snapshot, "pupil_counters", viewer, on, student, protocol)
    return with_values(conditions(snapshot, viewer, on, "s", protocol), values)

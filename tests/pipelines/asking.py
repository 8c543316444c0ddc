"""The tasks that a step of a protocol asks, as a mark names them."""

from collections.abc import Sequence
from datetime import date

from pipelines.notes.marks import Task
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

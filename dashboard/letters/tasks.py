"""Which tasks of the protocol in force are letters, and which of them a pupil's open steps ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard.listing import StaleLinkError, said
from dashboard.steps.doors import tasks_of_pupil
from dashboard.variants import catalogue
from dashboard.variants.catalogue import Variant
from dashboard.view import View
from protocols.ladders import Action, Ladder, Stage
from protocols.schema import Protocol

Task = tuple[str, str, str, str]


@dataclass(frozen=True)
class Wanted:
    """One letter that a step of a pupil asks; `day` is that of the step when it recurs, as it is about that day only."""

    student_id: str
    ladder: str
    stage: str
    letter: str
    role: str
    what: str
    day: date | None = None


def protocol(view: View) -> Protocol:
    """The protocol in force."""
    return catalogue.protocol(Variant(view.protocol))


def place(view: View, ladder: str, stage: str) -> tuple[Ladder, Stage]:
    """The ladder and stage of those names. Raises StaleLinkError when the protocol in force has them not."""
    for each in protocol(view).ladder:
        for rung in each.stage:
            if (each.id, rung.id) == (ladder, stage):
                return each, rung
    raise StaleLinkError(f"trede {said(stage)} staat niet in het geldende protocol")


def actions(view: View, ladder: str, stage: str) -> tuple[Action, ...]:
    """What a stage asks. Raises StaleLinkError as `place`."""
    return place(view, ladder, stage)[1].action


def letter_of(view: View) -> dict[Task, str]:
    """Ladder, stage, role and words of a task -> the id of its letter, of every task that is one."""
    return {
        (ladder.id, stage.id, action.role, action.what): action.letter
        for ladder in protocol(view).ladder
        for stage in ladder.stage
        for action in stage.action
        if action.letter
    }


def wanted(view: View, task: Mapping[str, Any]) -> Wanted | None:
    """The letter of a task of a step (`student_id`, `ladder`, `stage`, `role`, `what`, `reached_on`, `recurring`), if any."""
    letter = letter_of(view).get((task["ladder"], task["stage"], task["role"], task["what"]))
    if letter is None:
        return None
    day = task["reached_on"] if task["recurring"] else None
    return Wanted(task["student_id"], task["ladder"], task["stage"], letter, task["role"], task["what"], day)


def of_pupil(view: View, student_id: str) -> list[Wanted]:
    """The letters that the open tasks of a pupil of the last school weeks ask, each once."""
    open_tasks = tasks_of_pupil(view, student_id).filter(~pl.col("is_done"), protocol=view.protocol)
    found = [wanted(view, task) for task in open_tasks.iter_rows(named=True)]
    return list(dict.fromkeys(each for each in found if each is not None))

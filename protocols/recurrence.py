"""What recurs: the stages that act again, as rows, and what their tasks have to do with those of other stages."""

from collections.abc import Iterator, Mapping

from protocols.counters import CanonicalCounter, canonical
from protocols.ladders import Action, Condition, Ladder, Stage
from protocols.schema import Protocol


def repeated_counter(stage: Stage) -> str | None:
    """The counter of the file whose registrations let the stage act again; None when it does not."""
    if stage.repeat is None or not stage.group:
        return None
    return stage.repeat_counter or stage.group[0].conditions[0].counter


def recurrences(protocol: Protocol) -> Iterator[tuple[object, ...]]:
    """The rows of table `recurrence`.

    The registrations numbered from `first_number` to `last_number` are the stage's own, unless the next stage that
    recurs has a count of its own: then until that one is reached (`until_stage`).
    """
    for ladder in protocol.ladder:
        recurring = [stage for stage in ladder.stage if stage.computable and repeated_counter(stage)]
        for place, stage in enumerate(recurring):
            later = recurring[place + 1 :]
            yield (
                protocol.id,
                ladder.id,
                stage.id,
                _repeated(protocol, stage).id,
                stage.repeat_every,
                stage.repeat == "week",
                _first(stage),
                _last(protocol, stage, later),
                next((s.id for s in later if s.repeat_counter), None),
                by_kind(ladder),
            )


def by_kind(ladder: Ladder) -> bool:
    """Whether some task of a ladder is asked after registrations of some categories only."""
    return any(action.after for stage in ladder.stage for action in stage.action)


def _first(stage: Stage) -> float | None:
    return None if stage.repeat_counter else first_number(stage.group[0].conditions[0])


def first_number(condition: Condition) -> float:
    """The number of the registration that meets a condition."""
    return condition.number + (condition.operator == ">")


def _last(protocol: Protocol, stage: Stage, later: list[Stage]) -> float | None:
    mine = _repeated(protocol, stage).id
    begins = [
        first_number(other.group[0].conditions[0])
        for other in later
        if not other.repeat_counter and _repeated(protocol, other).id == mine
    ]
    return min([*(begin - 1 for begin in begins), *filter(None, [stage.repeat_until])], default=None)


def _repeated(protocol: Protocol, stage: Stage) -> CanonicalCounter:
    return canonical(protocol.counters[repeated_counter(stage) or ""])


def recurring_tasks(ladder: Ladder) -> Mapping[str, Action]:
    """The named tasks of a ladder that recur, by name."""
    return {a.task: a for stage in ladder.stage if stage.repeat for a in stage.action if a.recurring and a.task}


def handed_on(protocol: Protocol, ladder: Ladder, stage: Stage, action: Action) -> bool:
    """Whether the stage that recurs next asks the same: a day with registrations of both then asks it there."""
    recurring = [each for each in ladder.stage if each.computable and repeated_counter(each)]
    if stage not in recurring or action.task is None:
        return False
    later = recurring[recurring.index(stage) + 1 :]
    last = _last(protocol, stage, later)
    return any(
        _first(other) is not None and last is not None and _first(other) == last + 1
        for other in later
        if any(a.recurring and a.task == action.task for a in other.action)
    )


def restates(ladder: Ladder, stage: Stage, action: Action) -> bool:
    """Whether an action takes the place of a recurring one for the registration that reaches the stage."""
    return stage.repeat is None and action.per == "registratie" and action.task in recurring_tasks(ladder)

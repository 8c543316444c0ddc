"""What of a draft protocol differs from its base, as far as the computation must know."""

from math import ceil

from protocols.counters import canonical
from protocols.ladders import Ladder, Stage
from protocols.recurrence import recurrences
from protocols.schema import Protocol
from protocols.task_keys import keys_of

SCHOOL_DAYS_A_WEEK = 5


def _rule(protocol: Protocol, stage: Stage) -> tuple[object, ...]:
    """All that decides who reaches a stage, and when."""
    counters = {c.counter: canonical(protocol.counters[c.counter]).id for g in stage.group for c in g.conditions}
    # After a named holiday a stage is reached by a registration at which it acts.
    acts = stage.repeat_every if any(group.trigger_after for group in stage.group) else None
    # A task that has another rule is another task, on which nobody's marks hang.
    tasks = [keys_of(protocol, names) for group in stage.group for names in (group.done, group.not_done)]
    return stage.rule, stage.group, stage.computable, counters, acts, tasks


def changed_stages(base: Protocol, draft: Protocol) -> list[tuple[str, str]]:
    """Ladder and stage of each stage of a draft that others reach, or on other days, than that stage of its base."""
    of_base = {(ladder.id, stage.id): _rule(base, stage) for ladder in base.ladder for stage in ladder.stage}
    found = []
    for ladder in draft.ladder:
        own = {stage.id for stage in ladder.stage if of_base.get((ladder.id, stage.id)) != _rule(draft, stage)}
        # Stages that count anew from each other are worked out together.
        together = {stage.id for stage in ladder.stage for group in stage.group if group.since} | {
            group.since for stage in ladder.stage for group in stage.group if group.since
        }
        own |= together if own & together else set()
        found += [(ladder.id, stage.id) for stage in ladder.stage if stage.id in own]
    return found


def changed_ladders(base: Protocol, draft: Protocol) -> list[str]:
    """The ladders of a draft of which a stage, its order or what is done there is not that of its base."""

    def content(protocol: Protocol, ladder: Ladder) -> list[tuple[object, ...]]:
        return [(stage, *_rule(protocol, stage)) for stage in ladder.stage]

    of_base = {ladder.id: content(base, ladder) for ladder in base.ladder}
    return [ladder.id for ladder in draft.ladder if of_base.get(ladder.id) != content(draft, ladder)]


def changed_repetitions(base: Protocol, draft: Protocol) -> list[str]:
    """The ladders of a draft on which something recurs otherwise, or elsewhere, than in its base."""

    def content(protocol: Protocol, ladder: Ladder) -> list[tuple[object, ...]]:
        own = [row[2:] for row in recurrences(protocol) if row[1] == ladder.id]
        return [*own, *((s.id, s.action, *_rule(protocol, s)) for s in ladder.stage if s.repeat is not None)]

    of_base = {ladder.id: content(base, ladder) for ladder in base.ladder}
    return [ladder.id for ladder in draft.ladder if of_base.get(ladder.id, []) != content(draft, ladder)]


def look_back_weeks(draft: Protocol) -> int:
    """School weeks before a school year that its counters may need: their windows, and the spells they measure."""
    # A window of months lies within the school year, as every other: what it may need before it are spells only.
    weeks = [counter.weeks for counter in draft.counters.values() if counter.weeks]
    spells = [
        term.max_spell_days for counter in draft.counters.values() for term in counter.terms if term.max_spell_days
    ]
    lengths = [
        condition.number * (SCHOOL_DAYS_A_WEEK if term.unit == "aaneengesloten_week" else 1)
        for ladder in draft.ladder
        for stage in ladder.stage
        for group in stage.group
        for condition in group.conditions
        for term in draft.counters[condition.counter].terms
        if term.unit.startswith("aaneengesloten")
    ]
    return max(weeks, default=0) + ceil(max([*spells, *lengths], default=0) / SCHOOL_DAYS_A_WEEK) + 1

"""Conditions that count anew from a stage that was reached or a task that was done: their order, and what is wrong in them."""

from collections.abc import Iterator, Mapping

from protocols.errors import Fault
from protocols.ladders import Counter, Group, Ladder, Stage
from protocols.windows import FIXED

# What a day adds, so that the rest of a window can be told from what lay before.
ADDED = ("keer", "lesuur", "dag", "melding")
# What of its pupils a school may not know.
HANGS = ("afdeling", "studie", "age_from", "done")


def rounds(ladder: Ladder, group: Group) -> int:
    """After how many other stages it is known who reaches a group: 0 where nothing is counted anew."""
    return 1 + _latest(ladder, group.since) if group.since or group.since_done else 0


def _latest(ladder: Ladder, name: str | None) -> int:
    return max(
        (rounds(ladder, group) for stage in ladder.stage if stage.id == name for group in stage.group), default=0
    )


def since_faults(key: str, ladder: Ladder, counters: Mapping[str, Counter]) -> Iterator[Fault]:
    """What `since` and `since_done` of a group name, and what cannot be counted anew."""
    stages = {stage.id: stage for stage in ladder.stage}
    for m, stage in enumerate(ladder.stage, 1):
        for g, group in enumerate(stage.group, 1):
            if group.since or group.since_done:
                field = "since" if group.since else "since_done"
                for problem, remedy in _faults(ladder, stages, stage, group, counters):
                    yield Fault(f"{key}.stage.{m}.group.{g}.{field}", problem, remedy)


def _faults(
    ladder: Ladder, stages: Mapping[str, Stage], stage: Stage, group: Group, counters: Mapping[str, Counter]
) -> Iterator[tuple[str, str]]:
    if group.since and group.since_done:
        yield "staat naast since_done", "Kies een van beide: vanaf de trede, of vanaf de gedane taak."
    if group.since_done and not group.done:
        yield "staat zonder done", "Noem bij done de taak na welke opnieuw geteld wordt."
    if group.since:
        yield from _named(stages, stage, group, counters)
    told = [counters[each.counter] for each in group.conditions if each.counter in counters]
    if any(each.window not in FIXED for each in told):
        yield "telt opnieuw in een venster dat meeschuift", f"Kies een vast venster: {', '.join(FIXED)}."
    if len(group.conditions) > 1:
        yield "telt opnieuw met meer dan één voorwaarde", "Laat er een staan; wat ook genoeg is, is een groep erbij."
    terms = [term for each in told for term in each.terms]
    if any(term.unit not in ADDED or term.same or term.max_spell_days for term in terms):
        yield (
            "telt iets opnieuw dat niet per dag oploopt",
            f"Tel in {', '.join(ADDED)}, zonder same en max_spell_days.",
        )
    if group.trigger_after:
        yield "staat naast trigger_after", "Laat een van beide weg."
    if stage.repeat is not None:
        yield "staat bij een trede die zich herhaalt", "Laat repeat weg, of geef elke volgende keer een eigen trede."
    if any(action.after for each in ladder.stage for action in each.action):
        yield (
            "staat op een ladder met een taak na een soort registratie (after)",
            "Geef wat opnieuw telt een ladder zonder after.",
        )


def _named(
    stages: Mapping[str, Stage], stage: Stage, group: Group, counters: Mapping[str, Counter]
) -> Iterator[tuple[str, str]]:
    named = stages.get(group.since or "")
    if named is None or not named.group or not named.computable:
        others = [each.id for each in stages.values() if each.group and each.computable and each is not stage]
        yield (
            f"noemt '{group.since}', geen trede van deze ladder met voorwaarden die te berekenen zijn",
            f"Kies een van: {', '.join(others) or 'geen'}.",
        )
    elif stage.id in _before(stages, named.id, set()):
        yield (
            f"noemt '{group.since}', die zelf pas na deze trede telt",
            "Noem een trede die zonder deze te bereiken is.",
        )
    elif not any(_hangs_on(way, counters) <= _hangs_on(group, counters) for way in named.group):
        # Else nobody could tell why nobody is here.
        yield (
            f"noemt '{group.since}', een trede die van meer afhangt dan deze groep",
            f"Geef deze groep dezelfde {', '.join(HANGS)} of telling van lessen, of noem een andere trede.",
        )


def _hangs_on(group: Group, counters: Mapping[str, Counter]) -> set[tuple[object, ...]]:
    """What a school may not have of which a group needs some: else nobody can be counted."""
    of_pupils = {(name, getattr(group, name)) for name in HANGS if getattr(group, name)}
    terms = [
        term
        for condition in group.conditions
        if condition.counter in counters
        for term in counters[condition.counter].terms
    ]
    lessons = {(*sorted(t.count), t.unit == "procent", t.subjects, t.hours, t.same) for t in terms}
    return of_pupils | {each for each in lessons if any(each[-4:])}


def _before(stages: Mapping[str, Stage], name: str, seen: set[str]) -> set[str]:
    """The stages from which a stage counts, itself included, also by way of others."""
    if name not in seen and name in stages:
        seen.add(name)
        for group in stages[name].group:
            if group.since:
                _before(stages, group.since, seen)
    return seen

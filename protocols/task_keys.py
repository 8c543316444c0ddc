"""One name for one task, whichever protocol asks it: what a mark by hand hangs on.

A task is the same as long as its stage is reached by the same counters and conditions and its text is the same. So a mark
outlives another protocol, a draft, an adoption and its undo, and another id or place of the stage; it does not go over to
a rule that counts something else or asks something else.
"""

from collections import Counter
from collections.abc import Collection
from hashlib import sha256

from protocols.counters import canonical
from protocols.ladders import Group, Stage
from protocols.recurrence import repeated_counter
from protocols.schema import Protocol

LETTERS = 20


def task_keys(protocol: Protocol, stage: Stage) -> list[str]:
    """The key of each action of a stage, in order. Equal texts of one stage are told apart by their order."""
    rule, seen = _rule(protocol, stage), Counter[tuple[str, str]]()
    found = []
    for action in stage.action:
        text = (action.role, " ".join(action.what.split()))
        found.append(_digest((*rule, *text, str(seen[text]))))
        seen[text] += 1
    return found


def keys_of(protocol: Protocol, names: Collection[str]) -> list[str]:
    """The keys of the tasks of these names, sorted: of every stage that asks one."""
    asking = [stage for ladder in protocol.ladder for stage in ladder.stage] if names else []
    return sorted(
        key
        for stage in asking
        for action, key in zip(stage.action, task_keys(protocol, stage), strict=True)
        if action.task in names
    )


def _rule(protocol: Protocol, stage: Stage) -> tuple[str, ...]:
    """All that decides on which day a stage is reached, in a fixed spelling and order."""
    repeated = repeated_counter(stage)
    again = canonical(protocol.counters[repeated]).id if repeated else ""
    return (stage.rule, again, *sorted(_group(protocol, group) for group in stage.group))


def _group(protocol: Protocol, group: Group) -> str:
    conditions = sorted(
        f"{canonical(protocol.counters[each.counter]).id} {each.operator} {each.number:g}" for each in group.conditions
    )
    limits = (sorted(group.leerjaar), sorted(group.leerjaar_except), group.trigger_after or "")
    # Of limits that came later only what is set: a task without them keeps its name.
    later = [f"{name} {value}" for name, value in group.limits.items() if name not in ("leerjaar", "leerjaar_except")]
    later = [each for each in later if not each.startswith("trigger_after")]
    return " & ".join([*conditions, *map(str, limits), *later])


def _digest(parts: tuple[str, ...]) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:LETTERS]

"""What can be changed in a protocol, in words: numbers, what counts, over which time."""

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.variants import edits
from protocols.counters import UNIT_WORDS, canonical
from protocols.ladders import Condition, Group, Stage
from protocols.load import category_file
from protocols.rule_words import group_limits
from protocols.schema import Protocol
from protocols.windows import FIXED, MOVING

WINDOWS = {kind: of.within.removeprefix("in ") for kind, of in FIXED.items()} | {
    kind: f"een aantal {of.more}" for kind, of in MOVING.items()
}
# The other units measure the length of a spell or a share, and belong to a window of their own.
UNITS = {unit: UNIT_WORDS[unit] for unit in ("keer", "lesuur", "dag", "melding")}


@dataclass(frozen=True)
class Number:
    """A number that can be changed: what it changes (`dashboard.variants.edits`), its words and what it is now."""

    place: edits.Parts
    label: str
    value: float


def numbers(protocol: Protocol, ladder: str, stage: Stage) -> Iterator[Number]:
    """The numbers of one stage."""
    for g, group in enumerate(stage.group, 1):
        for c, condition in enumerate(group.conditions, 1):
            place = (edits.NUMBER, ladder, stage.id, str(g), str(c))
            yield Number(place, _condition(protocol, group, condition), condition.number)


def _condition(protocol: Protocol, group: Group, condition: Condition) -> str:
    compare = "Vanaf" if condition.operator == ">=" else "Meer dan"
    limits = f" ({group_limits(group)})" if group.limits else ""
    return f"{compare} … {canonical(protocol.counters[condition.counter]).label}{limits}"


def stage_label(stage: Stage) -> str:
    """A stage as it is called on the pages."""
    return f"{stage.id}: {stage.name}"


def counters(protocol: Protocol) -> dict[str, str]:
    """The counters on which some stage rests, with what they count in words."""
    used = {c.counter for ladder in protocol.ladder for s in ladder.stage for g in s.group for c in g.conditions}
    return {name: canonical(counter).label for name, counter in protocol.counters.items() if name in used}


def members(names: tuple[str, ...]) -> list[str]:
    """The categories that a term counts, each by itself."""
    return sorted({category for name in names for category in category_file().members(name)})

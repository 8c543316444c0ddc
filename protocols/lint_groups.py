"""Linter: groups of conditions that can never add anyone to their stage, because another group holds by then."""

from collections.abc import Iterator
from itertools import permutations

from protocols.counters import CanonicalCounter, CanonicalTerm, canonical
from protocols.finding import Finding
from protocols.ladders import Condition, Group
from protocols.rule_words import condition_words
from protocols.schema import Protocol
from protocols.windows import FIXED, MOVING

# So many of a unit are at least as many of every unit before it: lesson hours are registrations, days have hours.
FINER = ("keer", "lesuur", "dag", "melding")
# A ladder never looks back over 1 August, so these lie within the school year.
INSIDE_YEAR = {*FIXED, *MOVING}


def group_findings(protocol: Protocol) -> Iterator[Finding]:
    """A finding for each group whose pupils all meet another group of the stage already, on that day or before."""
    for ladder in protocol.ladder:
        for stage in ladder.stage:
            seen: set[int] = set()
            for (n, needless), (m, enough) in permutations(enumerate(stage.group, 1), 2):
                # Of two groups that say the same the later one is needless.
                if n in seen or (n < m and _adds_nothing(protocol, enough, needless)):
                    continue
                if _adds_nothing(protocol, needless, enough):
                    seen.add(n)
                    told = " en ".join(condition_words(protocol, each) for each in needless.conditions)
                    other = " en ".join(condition_words(protocol, each) for each in enough.conditions)
                    yield Finding(
                        protocol.id,
                        ladder.id,
                        stage.id,
                        "overbodige-groep",
                        f"Wie hier komt door {told}, is er al door {other}: deze voorwaarde voegt niemand toe.",
                        "Laat de voorwaarde weg, of zeg welke andere telling ermee bedoeld is.",
                    )


def _adds_nothing(protocol: Protocol, needless: Group, enough: Group) -> bool:
    limited = any(needless.limits.get(name) != value for name, value in enough.limits.items())
    return not limited and all(
        any(_follows(protocol, here, there) for here in needless.conditions) for there in enough.conditions
    )


def _follows(protocol: Protocol, here: Condition, there: Condition) -> bool:
    """Whether one condition cannot hold without the other holding too."""
    inner, outer = (canonical(protocol.counters[each.counter]) for each in (here, there))
    reach = (here.number, here.operator == ">") >= (there.number, there.operator == ">")
    if inner.id == outer.id:
        return reach
    return (
        reach
        and _within(inner, outer)
        and len(inner.terms) == len(outer.terms) == 1
        and _counts_no_more(inner.terms[0], outer.terms[0])
    )


def _within(inner: CanonicalCounter, outer: CanonicalCounter) -> bool:
    if outer.window_kind == "schooljaar":
        return inner.window_kind in INSIDE_YEAR
    same = inner.window_kind == outer.window_kind
    return same and (outer.window_kind not in MOVING or (inner.window_number or 0) <= (outer.window_number or 0))


def _counts_no_more(inner: CanonicalTerm, outer: CanonicalTerm) -> bool:
    return (
        inner.unit in FINER
        and outer.unit in FINER
        and FINER.index(outer.unit) <= FINER.index(inner.unit)
        and inner.weight == outer.weight
        # Fewer categories make fewer registrations, hours and days, but not always fewer spells.
        and set(inner.categories) <= set(outer.categories)
        and (outer.unit != "melding" or inner.categories == outer.categories)
        and outer.max_spell_days in (None, inner.max_spell_days)
        and outer.day_filter in (None, inner.day_filter)
        and (inner.subjects, inner.hours, inner.weekdays, inner.same, inner.minutes, inner.handled)
        == (outer.subjects, outer.hours, outer.weekdays, outer.same, outer.minutes, outer.handled)
    )

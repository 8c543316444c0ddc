"""Linter: which stages of a ladder somebody reaches at all, and before which others."""

from collections.abc import Iterator
from itertools import combinations
from math import ceil, floor

from protocols.counters import canonical, lessons_needed
from protocols.finding import Finding
from protocols.ladders import Condition, Group, Ladder, Stage
from protocols.rule_words import condition_words
from protocols.schema import Protocol

LEERJAREN = range(1, 7)
OLDEST = 99


def order_findings(protocol: Protocol, ladder: Ladder) -> Iterator[Finding]:
    """A way to reach a stage that reaches a higher one as well; one finding for each pair of stages."""
    for low, high in combinations(ladder.stage, 2):
        if high.level <= low.level:
            continue
        ways = ((here, there) for here in low.group for there in high.group)
        both = next(((h, t) for h, t in ways if _same_pupils(h, t) and _follows(protocol, h, t)), None)
        if both:
            here, there = (" en ".join(condition_words(protocol, c) for c in group.conditions) for group in both)
            yield Finding(
                protocol.id,
                ladder.id,
                high.id,
                "volgorde",
                f"Trede {high.id} staat hoger dan {low.id}, maar begint bij {there} en niet na {here}.",
                "Verwissel de treden of de getallen.",
            )


def _same_pupils(here: Group, there: Group) -> bool:
    """Whether some pupil can be in both groups."""
    limits = [set(each.leerjaar or LEERJAREN) - set(each.leerjaar_except) for each in (here, there)]
    ages = [range(each.age_from or 0, each.age_until or OLDEST) for each in (here, there)]
    afdelingen = [set(each.afdeling) - set(other.afdeling_except) for each, other in ((here, there), (there, here))]
    apart = any(each.afdeling and not left for each, left in zip((here, there), afdelingen, strict=True))
    apart = apart or bool(here.afdeling and there.afdeling and not afdelingen[0] & afdelingen[1])
    apart = apart or bool(here.studie and there.studie and not set(here.studie) & set(there.studie))
    return bool(limits[0] & limits[1]) and bool(set(ages[0]) & set(ages[1])) and not apart


def reach_findings(protocol: Protocol, ladder: Ladder) -> Iterator[Finding]:
    """Stages that nobody reaches from the registrations, or on which nobody stays because a higher one begins as well."""
    for stage in ladder.stage:
        if not stage.computable:
            yield Finding(
                protocol.id,
                ladder.id,
                stage.id,
                "onbereikbaar",
                f"Uit de registraties alleen bereikt niemand deze trede; nodig: {stage.needs}.",
                "Lever dat aan, of volg deze trede met de hand.",
            )
        if needed := lessons_needed(stage, protocol.counters):
            yield Finding(
                protocol.id,
                ladder.id,
                stage.id,
                "onbereikbaar",
                f"Zonder {needed} bereikt niemand deze trede.",
                "Lees dat in, of volg deze trede met de hand.",
            )
    yield from _anew(protocol, ladder)
    for stage in ladder.stage:
        above = next((s for s in ladder.stage if s.level > stage.level and _implied(protocol, stage, s)), None)
        if above is not None:
            yield Finding(
                protocol.id,
                ladder.id,
                stage.id,
                "onbereikbaar",
                f"Wie trede {stage.id} bereikt, staat op dezelfde dag al op {above.id}: niemand staat hier ooit.",
                "Verlaag het getal van deze trede of verhoog dat van de hogere.",
            )


def _anew(protocol: Protocol, ladder: Ladder) -> Iterator[Finding]:
    """A count that begins anew from a stage on which its pupils stay, as it is not lower."""
    levels = {stage.id: stage.level for stage in ladder.stage}
    for stage in ladder.stage:
        for name in dict.fromkeys(
            group.since for group in stage.group if levels.get(group.since or "", 0) > stage.level
        ):
            yield Finding(
                protocol.id,
                ladder.id,
                stage.id,
                "onbereikbaar",
                f"Trede {stage.id} telt pas na trede {name}, en die staat hoger: wie daar staat, komt hier niet meer.",
                "Zet deze trede hoger, of laat haar vanaf een lagere tellen.",
            )


def _implied(protocol: Protocol, low: Stage, high: Stage) -> bool:
    """Whether every way to reach the lower stage also reaches the higher one."""
    return bool(low.group) and all(
        any(not is_limited(there) and _follows(protocol, here, there) for there in high.group) for here in low.group
    )


def _follows(protocol: Protocol, here: Group, there: Group) -> bool:
    """Whether the conditions of one group make those of another true: same counters, numbers at least as high."""
    if (there.since or there.since_done) and (there.since, there.since_done) != (here.since, here.since_done):
        return False
    held = {canonical(protocol.counters[c.counter]).id: _least(protocol, c) for c in here.conditions}
    asked = [(canonical(protocol.counters[c.counter]).id, _least(protocol, c)) for c in there.conditions]
    return all(counter in held and held[counter] >= least for counter, least in asked)


def _least(protocol: Protocol, condition: Condition) -> tuple[float, bool]:
    """From which count a condition holds; true when only beyond it. What is counted whole begins at a whole number."""
    terms = protocol.counters[condition.counter].terms
    beyond = condition.operator == ">"
    if any(term.unit == "procent" or not term.weight.is_integer() for term in terms):
        return condition.number, beyond
    return (floor(condition.number) + 1 if beyond else ceil(condition.number)), False


def is_limited(group: Group) -> bool:
    """Whether a group of conditions holds for some pupils or for the registrations after a day only."""
    return bool(group.limits)

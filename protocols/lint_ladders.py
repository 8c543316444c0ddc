"""Linter: numbers, order and reach of the stages of a ladder."""

from collections.abc import Iterator
from itertools import combinations, pairwise
from math import ceil, floor

from protocols.counters import canonical, lessons_needed
from protocols.finding import Finding, Spot, spots
from protocols.ladders import Condition, Group, Ladder, Stage
from protocols.load import comparison_file
from protocols.rule_words import condition_words
from protocols.schema import Protocol
from protocols.stage_names import other_number

# So many equal steps make a series, of which one that differs is noticed.
EQUAL_STEPS = 3
LEERJAREN = range(1, 7)


def ladder_findings(protocol: Protocol) -> Iterator[Finding]:
    """Findings on single ladders, and on conditions that stand in two of them."""
    for ladder in protocol.ladder:
        by_counter: dict[str, list[Spot]] = {}
        for spot in spots(protocol, ladder):
            # Only numbers that decide alone can be laid in a row.
            if len(spot.group.conditions) == 1 and not _limited(spot.group):
                by_counter.setdefault(spot.canonical.id, []).append(spot)
        for series in by_counter.values():
            yield from _ranges(protocol.id, series)
            yield from _series(protocol.id, series)
        yield from _order(protocol, ladder)
        yield from _names(protocol.id, ladder)
        yield from _operators(protocol, ladder)
        yield from _reach(protocol, ladder)
        yield from _people(protocol.id, ladder)
    yield from _doubles(protocol)


def _limited(group: Group) -> bool:
    return bool(group.leerjaar or group.leerjaar_except or group.trigger_after)


def written_range(spot: Spot) -> tuple[float, float | None]:
    """First number of a stage as the document writes it, and the last one where it gives a range."""
    written = spot.condition.written
    if written and "-" in written:
        first, last = written.split("-")
        return float(first), float(last)
    return (float(written[2:]), None) if written else (spot.condition.number, None)


def _ranges(protocol: str, series: list[Spot]) -> Iterator[Finding]:
    for spot, following in pairwise(series):
        last, number = written_range(spot)[1], following.condition.number
        if last is None or spot.stage is following.stage:
            continue
        names = f"{spot.stage.id} loopt tot en met {last:g} en {following.stage.id} begint bij {number:g}"
        if last >= number:
            yield Finding(
                protocol,
                spot.ladder.id,
                following.stage.id,
                "overlap",
                f"Trede {names}: {number:g}{f' tot en met {last:g}' if last > number else ''} hoort bij beide.",
                "Kies bij welke trede het hoort; nu telt de hoogste.",
            )
        elif last + 1 < number:
            yield Finding(
                protocol,
                spot.ladder.id,
                following.stage.id,
                "gat",
                f"Trede {names}: wat daartussen valt hoort nergens bij.",
                "Laat de ene trede later eindigen of de andere eerder beginnen; nu blijft de laagste gelden.",
            )


def _order(protocol: Protocol, ladder: Ladder) -> Iterator[Finding]:
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
    return bool(limits[0] & limits[1])


def _names(protocol: str, ladder: Ladder) -> Iterator[Finding]:
    for stage in ladder.stage:
        number = other_number(stage)
        if number:
            yield Finding(
                protocol,
                ladder.id,
                stage.id,
                "naam",
                f"De trede heet ‘{stage.name}’, maar {number} is geen getal van haar voorwaarden.",
                "Noem de trede naar het getal waarbij zij begint, of verander het getal.",
            )


def _series(protocol: str, series: list[Spot]) -> Iterator[Finding]:
    numbers = [spot.condition.number if spot.condition.written is None else written_range(spot)[0] for spot in series]
    steps = [following - number for number, following in pairwise(numbers)]
    usual = max(set(steps), key=steps.count, default=0)
    if steps.count(usual) < EQUAL_STEPS:
        return
    for spot, step, before in zip(series[1:], steps, numbers, strict=False):
        if step != usual:
            listed = ", ".join(f"{number:g}" for number in numbers)
            yield Finding(
                protocol,
                spot.ladder.id,
                spot.stage.id,
                "reeks",
                f"De reeks {listed} ({spot.canonical.label}) loopt met {usual:g} op, maar hier met {step:g}.",
                f"Zeg of het {before + step:g} is of {before + usual:g}.",
            )


def _more_than(spot: Spot) -> bool:
    return spot.condition.operator == ">" or (spot.condition.written or "").startswith(">")


def _operators(protocol: Protocol, ladder: Ladder) -> Iterator[Finding]:
    found = list(spots(protocol, ladder))
    if all(_more_than(spot) for spot in found):
        return
    seen: set[str] = set()
    for spot in found:
        if _more_than(spot) and spot.stage.id not in seen:
            seen.add(spot.stage.id)
            number = written_range(spot)[0]
            yield Finding(
                protocol.id,
                ladder.id,
                spot.stage.id,
                "operator",
                f"Hier staat meer dan {number:g} en elders op deze ladder vanaf.",
                f"Zeg of {number:g} zelf meetelt; gelezen is van niet.",
            )


def _reach(protocol: Protocol, ladder: Ladder) -> Iterator[Finding]:
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


def _implied(protocol: Protocol, low: Stage, high: Stage) -> bool:
    """Whether every way to reach the lower stage also reaches the higher one."""
    return bool(low.group) and all(
        any(not _limited(there) and _follows(protocol, here, there) for there in high.group) for here in low.group
    )


def _follows(protocol: Protocol, here: Group, there: Group) -> bool:
    """Whether the conditions of one group make those of another true: same counters, numbers at least as high."""
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


def _people(protocol: str, ladder: Ladder) -> Iterator[Finding]:
    stepping_in = {row.role for row in comparison_file().role if row.steps_in}
    for stage in ladder.stage:
        if not stage.action:
            yield Finding(
                protocol,
                ladder.id,
                stage.id,
                "zonder-actie",
                "Op deze trede doet niemand iets.",
                "Zeg wie er wat doet, of laat de trede weg.",
            )
    roles = {action.role for stage in ladder.stage for action in stage.action}
    if not roles & stepping_in:
        only = ", ".join(sorted(roles)) or "niemand"
        yield Finding(
            protocol,
            ladder.id,
            None,
            "zonder-persoon",
            f"Deze ladder komt nooit bij iemand die met de leerling of de ouders praat (alleen: {only}).",
            "Zeg vanaf wanneer de mentor of een ander met de leerling praat.",
        )


def _doubles(protocol: Protocol) -> Iterator[Finding]:
    seen: dict[object, tuple[Ladder, Stage]] = {}
    for ladder in protocol.ladder:
        for stage in ladder.stage:
            for group in stage.group:
                key = (
                    frozenset((protocol.counters[c.counter], c.operator, c.number) for c in group.conditions),
                    group.leerjaar,
                    group.leerjaar_except,
                    group.trigger_after,
                )
                if key not in seen:
                    seen[key] = (ladder, stage)
                    continue
                other_ladder, other = seen[key]
                where = other.id if other_ladder is ladder else f"{other.id} op ladder {other_ladder.id}"
                reports = all(any(action.report for action in s.action) for s in (stage, other))
                yield Finding(
                    protocol.id,
                    ladder.id,
                    stage.id,
                    "dubbele-voorwaarde",
                    f"Een voorwaarde van deze trede is ook die van trede {where}"
                    + (": beide vragen om dezelfde melding." if reports else "."),
                    "Laat een van de twee vervallen, of zeg wie van beide handelt.",
                )

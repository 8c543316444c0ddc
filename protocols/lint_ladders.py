"""Linter: numbers, names and people of the stages of a ladder."""

from collections.abc import Iterator
from itertools import pairwise

from protocols.finding import Finding, Spot, spots
from protocols.ladders import Ladder, Stage
from protocols.lint_reach import is_limited, order_findings, reach_findings
from protocols.roles import own_roles, role_rows
from protocols.schema import Protocol
from protocols.stage_names import other_number

# So many equal steps make a series, of which one that differs is noticed.
EQUAL_STEPS = 3


def ladder_findings(protocol: Protocol) -> Iterator[Finding]:
    """Findings on single ladders, and on conditions that stand in two of them."""
    for ladder in protocol.ladder:
        by_counter: dict[str, list[Spot]] = {}
        for spot in spots(protocol, ladder):
            # Only numbers that decide alone can be laid in a row.
            if len(spot.group.conditions) == 1 and not is_limited(spot.group):
                by_counter.setdefault(spot.canonical.id, []).append(spot)
        for series in by_counter.values():
            yield from _ranges(protocol.id, series)
            yield from _series(protocol.id, series)
        yield from order_findings(protocol, ladder)
        yield from _names(protocol.id, ladder)
        yield from _operators(protocol, ladder)
        yield from reach_findings(protocol, ladder)
        yield from _people(protocol, ladder)
    yield from _doubles(protocol)


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


def _people(protocol: Protocol, ladder: Ladder) -> Iterator[Finding]:
    stepping_in = {role for role, steps_in in role_rows([protocol]) if steps_in}
    for stage in ladder.stage:
        if not stage.action:
            yield Finding(
                protocol.id,
                ladder.id,
                stage.id,
                "zonder-actie",
                "Op deze trede doet niemand iets.",
                "Zeg wie er wat doet, of laat de trede weg.",
            )
    whose = own_roles(protocol)
    for stage in ladder.stage:
        for role in dict.fromkeys(action.role for action in stage.action):
            if whose.get(role, role) is None:
                yield Finding(
                    protocol.id,
                    ladder.id,
                    stage.id,
                    "rol-onbekend",
                    f"‘{role}’ is een rol van de school zelf, en nergens staat als welke vaste: alleen wie "
                    "de taken van elke rol ziet, ziet deze taak.",
                    "Zeg met like als welke vaste rol zij werkt, één keer is genoeg.",
                )
    roles = {action.role for stage in ladder.stage for action in stage.action}
    if not roles & stepping_in:
        only = ", ".join(sorted(roles)) or "niemand"
        yield Finding(
            protocol.id,
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
                    tuple(group.limits.items()),
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

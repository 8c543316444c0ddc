"""Linter: lates that fall between the minutes of a protocol, or of which nobody knows the minutes."""

from collections.abc import Iterator

from protocols.finding import Finding, spots
from protocols.late_minutes import Minutes
from protocols.schema import Protocol


def late_findings(protocol: Protocol) -> Iterator[Finding]:
    """Lates that a protocol that counts by minutes counts nowhere; lates it counts whatever the minutes close every gap."""
    terms = [term for spot in spots(protocol) for term in spot.canonical.terms]
    told = {term.minutes for term in terms if term.minutes}
    late = {category for term in terms if term.minutes for category in term.categories}
    if not told or any(term.minutes is None and late & {*term.categories} for term in terms):
        return
    for first, last in _between(told):
        yield Finding(
            protocol.id,
            None,
            None,
            "minuten",
            f"Wie {f'{first} tot {last} minuten' if last else f'{first} minuten of meer'} te laat is, telt nergens mee.",
            "Laat het ene aantal minuten bij het andere beginnen, of zeg dat dit met opzet niet telt.",
        )
    if not any(minutes.unknown for minutes in told):
        yield Finding(
            protocol.id,
            None,
            None,
            "minuten",
            "Een te laat waarvan de minuten niet bekend zijn, telt nergens mee.",
            "Zeg met minutes_unknown waar zij meetelt, of vul de minuten altijd in.",
        )


def _between(told: set[Minutes]) -> Iterator[tuple[int, int | None]]:
    """The minutes that no range has, from 1 on: the first, and the first that is one's again."""
    begin = 1
    for minutes in sorted(told, key=lambda each: each.first):
        if minutes.first > begin:
            yield begin, minutes.first
        if minutes.last is None:
            return
        begin = max(begin, minutes.last + 1)
    yield begin, None

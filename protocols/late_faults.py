"""What the schema cannot say about minutes late: of what they can be known, and in which order they stand."""

from collections.abc import Iterator

from protocols.errors import Fault
from protocols.ladders import Counter
from protocols.reference import CategoryFile


def late_faults(key: str, counter: Counter, categories: CategoryFile) -> Iterator[Fault]:
    """The faults in the terms of a counter that keep to minutes late."""
    for n, term in enumerate(counter.terms, 1):
        begins, below = term.minutes_from, term.minutes_below
        told = next((name for name in ("minutes_from", "minutes_below") if getattr(term, name)), None)
        if term.minutes_unknown and told is None:
            yield Fault(
                f"{key}.terms.{n}.minutes_unknown",
                "staat zonder minuten",
                "Geef minutes_from of minutes_below, of laat minutes_unknown weg.",
            )
        if told and not {each for name in term.count for each in categories.members(name)} <= categories.late:
            yield Fault(
                f"{key}.terms.{n}.{told}",
                "telt minuten bij iets anders dan te laat",
                f"Houd in count alleen {', '.join(sorted(categories.late))}; tel het andere er als eigen onderdeel bij op.",
            )
        if begins and below and begins >= below:
            yield Fault(
                f"{key}.terms.{n}.minutes_below", "ligt niet boven minutes_from", "Zo is niemand zo veel te laat."
            )

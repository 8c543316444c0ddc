"""What is being written, as the URL holds it: all of a protocol, half written too, and which stage of it is open."""

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from dashboard.listing import StaleLinkError
from dashboard.variants import catalogue, edits
from dashboard.variants.catalogue import Variant
from dashboard.view import View
from protocols.errors import ProtocolError
from protocols.schema import Protocol
from protocols.writing import Row, pack, rows, unpack

# What is written, and which ladder and stage of it are open (from 1).
PARAMETER, OPEN, ROUND = "schrijf", "open", "schrijfronde"
NOTHING = "niets"


@dataclass
class Written:
    """What is being written: from which protocol or draft, or from nothing, and the rows as they are now."""

    start: str
    base: Protocol
    from_nothing: bool
    rows: list[Row]
    # What buttons above the fields asked for: done when all fields are read.
    then: list[Callable[[], None]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """As the URL holds it, and as `dashboard.variants.catalogue` reads it."""
        if not self.from_nothing and self.rows == rows(self.base):
            return self.start
        return f"{self.start};{edits.to_text([(edits.WHOLE, pack(self.base, self.rows, self.from_nothing))])}"


def current(view: View) -> Variant | None:
    """What is being written, when it is a protocol that differs from its start; else None."""
    linked = st.query_params.get(PARAMETER, "")
    try:
        found = catalogue.find(view, linked) if ";" in linked else None
    except StaleLinkError:
        # Half written, or about a draft that is gone: the part Schrijven says so.
        return None
    return found


def key(*parts: object) -> str:
    """The key of a widget; after something was added, moved or taken away all are new ones."""
    return "-".join(("schrijf", st.query_params.get(ROUND, "0"), *map(str, parts)))


def restart(start: str) -> None:
    """Opens a protocol or draft to write on."""
    again(start, (0, -1))


def again(text: str, place: tuple[int, int]) -> None:
    """Draws the form anew with what is written now, and one stage open (-1: none)."""
    st.query_params[PARAMETER] = text
    st.query_params[OPEN] = ".".join(str(part + 1) for part in place)
    st.query_params[ROUND] = str(int(st.query_params.get(ROUND, "0")) + 1)
    st.rerun()


def place() -> tuple[int, int]:
    """Which ladder and stage are open, from 0; a stage of -1 is none."""
    ladder, _, stage = st.query_params.get(OPEN, "").partition(".")
    return tuple(int(part) - 1 if part.isdigit() else nothing for part, nothing in ((ladder, 0), (stage, -1)))  # type: ignore[return-value]


def written(view: View) -> Written:
    """What the URL says, or nothing at all as the beginning."""
    start, _, changes = st.query_params.get(PARAMETER, "").partition(";")
    there = {each.text: each for each in catalogue.choices(view)}
    if start not in there:
        return Written(view.protocol, catalogue.protocol(Variant(view.protocol)), True, [])
    base = catalogue.protocol(there[start])
    if not changes:
        return Written(start, base, False, rows(base))
    try:
        ((_, packed),) = edits.from_text(changes)
        found, from_nothing = unpack(base, packed)
    except (ProtocolError, ValueError):
        st.warning("Wat deze koppeling schreef, is vervallen: u begint opnieuw.")
        return Written(start, base, False, rows(base))
    return Written(start, base, from_nothing, found)

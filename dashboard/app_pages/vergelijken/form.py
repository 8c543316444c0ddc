"""The fields of a row of a protocol, drawn from the table of `choices`: each gives the row as it is chosen now."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import plain, words
from dashboard.app_pages.vergelijken.choices import ONLY_IN_FILE, Choice, kept, of_part
from protocols.keys import Kind, kind
from protocols.national import number
from protocols.windows import MOVING
from protocols.writing import Row

NOTHING = "–"
LONGEST_TEXT = 300
# How long a moving window is until somebody says otherwise.
USUAL_LENGTH: dict[str, int] = {MOVING["lesweken"].field: int(number("weeks")), MOVING["maanden"].field: 1}


def fields(part: str, row: Row, key: str, first: bool, columns: list[DeltaGenerator]) -> Row:
    """Draws the fields of a part, one in each column in turn; the row with what they say now.

    A field that was left as it was leaves the row as it was: what only the default says is not written down.
    """
    found, place = dict(row), 0
    for choice in of_part(part, first):
        window = next((window for window, of in MOVING.items() if part == "counter" and of.field == choice.key), None)
        if window and found.get("window") != window:
            # How long a moving window is stands only beside that window.
            found.pop(choice.key, None)
            continue
        of = kind(part, choice.key)
        now = found.get(choice.key, USUAL_LENGTH.get(choice.key, of.default))
        value = _field(choice, of, now, f"{key}-{choice.key}", columns[place % len(columns)])
        place += 1
        if not _same(value, found.get(choice.key, of.default)):
            found.pop(choice.key, None)
            # A list that has to be there is told to be empty, and not to be missing.
            needed = of.many and not of.optional and of.default is None
            if needed or not _same(value, of.default):
                found[choice.key] = value
    return found


def more(parts: list[tuple[str, str, Row]], key: str, place: DeltaGenerator, label: str = "Meer") -> list[Row]:
    """The fields that are not always in sight, of several rows (part, what it is called, row) behind one button."""
    # What every row has is not chosen.
    chosen = sum(
        each.key in row and (kind(part, each.key).optional or kind(part, each.key).default is not None)
        for part, _, row in parts
        for each in of_part(part, first=False)
    )
    found = []
    with place.popover(label + (f" ({chosen})" if chosen else ""), type="tertiary", key=f"{key}-meer"):
        for n, (part, called, row) in enumerate(parts):
            if of_part(part, first=False):
                st.markdown(f"**{plain.text(words.capital(called))}**")
            found.append(fields(part, row, f"{key}-{n}", False, list(st.columns(2, vertical_alignment="bottom"))))
    return found


def untouched(parts: list[tuple[str, str, Row]]) -> str:
    """What stands in the rows that no field shows, in a sentence; empty when there is nothing."""
    names = [f"{ONLY_IN_FILE.get(name, name)} ({called})" for part, called, row in parts for name in kept(part, row)]
    return (
        f"Staat in het bestand en is hier niet te wijzigen: {words.listed(names)}. Het blijft zo staan."
        if names
        else ""
    )


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list):
        return one == _several(other)
    return bool(one == other)


def _several(value: Any) -> list[Any]:
    """A list that may stand there as one value, or not at all."""
    return list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]


def _field(choice: Choice, of: Kind, now: Any, key: str, place: DeltaGenerator) -> Any:
    options = choice.options() if choice.options else {value: str(value) for value in of.values}
    if of.many:
        there, free = _several(now), not options
        names = dict(options) | {value: str(value) for value in there if value not in options}
        return place.multiselect(
            choice.label,
            list(names),
            there,
            lambda value: plain.visible(str(names.get(value, value))),
            key=key,
            help=choice.help,
            placeholder="Typ en druk op Enter" if free else "Kies",
            accept_new_options=free,
        )
    if options:
        return _one(choice, of, now, options, key, place)
    if of.type is bool:
        return place.checkbox(choice.label, bool(now), key=key, help=choice.help)
    if of.type in (int, float):
        return _number(choice, of, now, key, place)
    text = place.text_input(choice.label, now if isinstance(now, str) else "", LONGEST_TEXT, key=key, help=choice.help)
    return text.strip() or (None if of.optional else "")


def _one(choice: Choice, of: Kind, now: Any, options: Mapping[Any, str], key: str, place: DeltaGenerator) -> Any:
    names = dict(options) | ({} if now is None or now in options else {now: str(now)})
    # True and 1 are one key of a mapping and one option: a mark for nothing keeps them from being chosen by chance.
    choices = [*([None] if of.optional or now is None else []), *names]
    return place.selectbox(
        choice.label,
        choices,
        choices.index(now),
        lambda value: NOTHING if value is None else plain.visible(names[value]),
        key=key,
        help=choice.help,
        accept_new_options=choice.more,
    )


def _number(choice: Choice, of: Kind, now: Any, key: str, place: DeltaGenerator) -> Any:
    value, make = now if isinstance(now, (int, float)) else None, of.type
    # A number of a file that is out of bounds is told below the field, in words.
    least = make(of.least) if of.least is not None and (value is None or value >= of.least) else None
    most = make(of.most) if of.most is not None and (value is None or value <= of.most) else None
    return place.number_input(
        choice.label,
        least,
        most,
        None if value is None else make(value),
        make(1),
        "%d" if make is int else "%g",
        key=key,
        help=choice.help,
        placeholder=choice.empty if of.optional else None,
    )

"""The parts of Instellingen that are lists: choose one or a new one, change it in a form, keep it or take it away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from dashboard import components, law, plain, words
from dashboard.app_pages.instellingen import saving
from dashboard.app_pages.instellingen.fields import Field, by_key, drawn
from dashboard.app_pages.instellingen.subject import Subject
from pipelines.settings.edit import with_items

Item = Mapping[str, Any]
NEW = -1


@dataclass(frozen=True)
class Kind:
    """A list of `school.toml`: what one item is called, its fields, by what key it is put in order, and what to say of it.

    `listed`: its items stand in a table above the form.
    """

    name: str
    one: str
    new: str
    fields: Mapping[str, Field]
    order: str = ""
    about: str = ""
    listed: bool = True


NAME = Field("name", "Naam", "text")
START, END = Field("start", "Eerste dag", "day"), Field("end", "Laatste dag", "day")
HOLIDAY = Kind(
    "holiday",
    "vakantie",
    "Nieuwe vakantie",
    by_key(NAME, START, END),
    "start",
    "Een eigen vakantie vervangt die van de regio met dezelfde naam of op dezelfde dagen; eerste en laatste dag tellen mee.",
)
FREE_DAY = Kind("free_day", "vrije dag", "Nieuwe vrije dag", by_key(NAME, Field("date", "Dag", "day")), "date")
PERIOD = Kind(
    "period",
    "periode",
    "Nieuwe periode",
    by_key(NAME, START),
    "start",
    "Een periode loopt tot de volgende begint. Zonder eigen perioden zijn het er vier, gesneden bij de vakanties.",
)
TEST_WEEK = Kind(
    "test_week",
    "toetsweek",
    "Nieuwe toetsweek",
    by_key(NAME, START, END),
    "start",
    "Ziekmeldingen in toetsweken worden getoetst; zonder toetsweken niet.",
)
LESSON = Kind(
    "lesson",
    "lesuur",
    "Nieuw lesuur",
    by_key(Field("hour", "Lesuur", "number"), Field("start", "Begin", "time"), Field("end", "Einde", "time")),
    "hour",
    "Alleen nodig voor bestanden die tijden noemen en geen lesuren.",
)

REFERENCE = Kind(
    "reference",
    "cijfer",
    "Nieuw cijfer",
    by_key(
        Field("year", "Schooljaar", "text", help="Zoals 2024-2025."),
        Field("area", "Van", "choice", options={"regio": "de regio", "land": "het land"}),
        Field("reported_per_100", "Gemelde leerlingen per 100", "decimal"),
        Field("source", "Bron", "text"),
    ),
    "year",
    f"Leerlingen per 100 van wie {law.hours()} in een heel schooljaar bij DUO zijn gemeld. Protocollen vergelijken legt er de "
    "eigen gemelde leerlingen naast. Andere soorten verzuim en aantallen meldingen zijn niet vergelijkbaar.",
)


def draw(about: Subject, kind: Kind, part: str, fill: Callable[[Item, Item], Item] | None = None) -> None:
    """A table of what there is, and a form for one item. `fill` completes a new item from what was asked and what was there."""
    items = about.items(kind.name)
    if kind.about:
        st.caption(kind.about)
    if kind.listed:
        components.plain_table(
            table(kind, items),
            alt=f"Wat de school heeft: {kind.one}.",
            empty=f"Nog geen {kind.one} van de school zelf.",
            whole=True,
        )
    names = {NEW: kind.new} | {place: said(kind, item) for place, item in enumerate(items)}
    chosen = st.selectbox(
        f"Toevoegen of wijzigen: {kind.one}",
        list(names),
        format_func=plain.shown(names),
        key=f"{kind.name}-{about.seen}",
    )
    before: Item = {} if chosen == NEW else items[chosen]
    with st.form(f"{kind.name}-een"):
        answers, slots = drawn(kind.fields, before, f"{kind.name}-{chosen}-{about.seen}")
        with st.container(horizontal=True):
            sent = saving.button("Toevoegen" if chosen == NEW else "Bewaren", about.seen, f"{kind.name}-houd")
            gone = chosen != NEW and saving.button("Verwijderen", about.seen, f"{kind.name}-weg")
    item: Item = {**before, **answers}
    item = fill(item, before) if fill and sent else item
    if sent:
        now, place = put(items, None if chosen == NEW else chosen, item, kind.order)
        how = "toegevoegd" if chosen == NEW else "gewijzigd"
        saving.store(
            about.school.id,
            part,
            f"{kind.one} {said(kind, item)} {how}",
            about.seen,
            _edit(about, kind, now),
            slots,
            kind.fields,
            place,
        )
    elif gone:
        rest = [each for place, each in enumerate(items) if place != chosen]
        what = f"{kind.one} {said(kind, before)} verwijderd"
        saving.store(about.school.id, part, what, about.seen, _edit(about, kind, rest), slots, kind.fields)


def periods(about: Subject) -> None:
    """The school's own periods."""
    draw(about, PERIOD, "Perioden")


def test_weeks(about: Subject) -> None:
    """The test weeks."""
    draw(about, TEST_WEEK, "Toetsweken")


def lessons(about: Subject) -> None:
    """When lesson hours begin and end."""
    draw(about, LESSON, "Lestijden")


def references(about: Subject) -> None:
    """Figures of DUO to lay the school's own beside."""
    draw(about, REFERENCE, "Vergelijken")


def _edit(about: Subject, kind: Kind, items: Sequence[Item]) -> saving.Edit:
    def edit(text: str, path: Path) -> str:
        return with_items(text, path, about.school.id, kind.name, items)

    return edit


def put(items: Sequence[Item], place: int | None, item: Item, order: str) -> tuple[list[Item], int]:
    """The items with one changed in its place, or a new one before the first that comes later; and its place."""
    if place is not None:
        return [item if number == place else each for number, each in enumerate(items)], place
    later = (
        number
        for number, each in enumerate(items)
        if order and item.get(order) is not None and each[order] > item[order]
    )
    at = next(later, len(items))
    return [*items[:at], item, *items[at:]], at


def said(kind: Kind, item: Item) -> str:
    """One item on one line: `Herfstvakantie, za 10 okt 2026, zo 18 okt 2026`."""
    return ", ".join(_said(item[name]) for name in kind.fields if item.get(name) is not None) or "zonder naam"


def table(kind: Kind, items: Sequence[Item]) -> pl.DataFrame:
    """One row per item, with the words of the form above its columns."""
    return pl.DataFrame(
        [
            {
                each.label: _said(item[name]) if item.get(name) is not None else None
                for name, each in kind.fields.items()
            }
            for item in items
        ],
        schema={each.label: pl.String for each in kind.fields.values()},
    )


def _said(value: Any) -> str:
    match value:
        case date():
            return words.day(value, year=True)
        case time():
            return f"{value:%H:%M} uur"
        case list() | tuple():
            return ", ".join(map(str, value))
        case float():
            return words.number(value, 3)
    return str(value)

"""The sheet for a talk with parents: one page with weeks in figures, counters, open steps, contacts and room to write."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard import pdf, saving, words
from dashboard.app_pages.leerling import doors
from dashboard.app_pages.leerling.shapes import Pupil
from dashboard.app_pages.leerling.steps import DONE
from dashboard.components import described
from dashboard.contacts import doors as contacts
from dashboard.view import View
from protocols.load import category_file

# What fits on one page; what is left out is counted.
MOST_WEEKS, MOST_COUNTERS, MOST_STEPS, MOST_CONTACTS = 8, 8, 4, 6
LONGEST = 150
# Column -> the set of categories that it counts in lesson hours, or in times where a lesson is not missed.
COLUMNS = {"Ongeoorloofd": "OA", "Reden onbekend": "onbekend", "Te laat": "TL", "Uitgestuurd": "US"}
CARE_COLUMNS = {"Ziek": "ZK"}


def button(view: View, who: Mapping[str, Any], pupil: Pupil) -> None:
    """Draws the button; the page is made when it is asked for."""
    saving.download(
        view,
        "Gespreksblad (PDF)",
        lambda: pdf.printed("leerling/gesprek.typ", values(view, who, pupil)),
        "gespreksblad",
        # The number and not the name, as in the address.
        f"gesprek_{who['student_id']}_{view.on}.pdf",
        key="gespreksblad",
        pupils=[who["student_id"]],
        help="Een blad voor een gesprek met ouders: cijfers, treden, stappen, contacten en ruimte voor afspraken.",
    )


def values(view: View, who: Mapping[str, Any], pupil: Pupil) -> dict[str, Any]:
    """The values of the sheet, as far as the viewer may see them: without the right to care nothing of sickness."""
    care = view.viewer.may("care")
    hidden = set() if care else contacts.sick_rungs(view)
    counters = pupil.counters.filter(pl.col("Nu").fill_null(0) > 0)
    if not care:
        counters = counters.filter(~pl.col("Ladder").is_in(sorted({ladder for ladder, _ in hidden})))
    steps = doors.steps(view, who["student_id"]).filter(pl.col("Stand") != DONE)
    steps = steps.filter([(row["Ladder"], row["Trede"]) not in hidden for row in steps.iter_rows(named=True)])
    made = contacts.of_pupil(view, who["student_id"])
    return {
        "titel": f"Gesprek over {who['name']}",
        "over": pupil.about,
        "beschreven": described(view),
        "weken": weeks(pupil.calendar, care),
        "kolommen": ["Schoolweek", *columns(care)],
        "tellers": [_counter(row) for row in counters.head(MOST_COUNTERS).iter_rows(named=True)],
        "stappen": [_step(row) for row in steps.head(MOST_STEPS).iter_rows(named=True)],
        "contacten": [_contact(row) for row in made.head(MOST_CONTACTS).iter_rows(named=True)],
        "meer": {
            "tellers": _more(counters.height, MOST_COUNTERS, "teller", "tellers"),
            "stappen": _more(steps.height, MOST_STEPS, "stap", "stappen"),
            "contacten": _more(made.height, MOST_CONTACTS, "contact", "contacten"),
        },
    }


def columns(care: bool) -> dict[str, str]:
    """The columns with what they count."""
    return COLUMNS | (CARE_COLUMNS if care else {})


def weeks(slots: pl.DataFrame, care: bool) -> list[list[str]]:
    """A row of text per school week with something to count, the newest last, and one of the whole school year."""
    sums = [
        pl.col("category").is_in(list(category_file().members(name))).sum().alias(column)
        for column, name in columns(care).items()
    ]
    by_week = slots.group_by("school_week", "week_start").agg(sums).sort("week_start")
    told = by_week.filter(pl.sum_horizontal(list(columns(care))) > 0)
    rows = [
        [f"{row['school_week']} ({words.day(row['week_start'])})", *_figures(row, care)]
        for row in told.tail(MOST_WEEKS).iter_rows(named=True)
    ]
    whole = slots.select(sums).row(0, named=True)
    return [*rows, ["Dit schooljaar", *_figures(whole, care)]]


def _figures(row: Mapping[str, Any], care: bool) -> list[str]:
    return [words.number(row[column], 0) if row[column] else words.UNKNOWN for column in columns(care)]


def _counter(row: Mapping[str, Any]) -> list[str]:
    return [row["Ladder"], words.counter(row["Nu"], row["Teller"]), row["Treden"]]


def _step(row: Mapping[str, Any]) -> list[str]:
    until = words.day(row["Uiterlijk"]) if row["Uiterlijk"] else words.UNKNOWN
    return [f"{row['Ladder']}, trede {row['Trede']}", words.shortened(row["Wie doet wat"], LONGEST), until]


def _contact(row: Mapping[str, Any]) -> list[str]:
    return [words.day(row["Op"], year=True), row["Wat"], row["Over"] or "", row["Paraaf"]]


def _more(there: int, most: int, one: str, more: str) -> str:
    return f"en nog {words.count(there - most, one, more)}" if there > most else ""

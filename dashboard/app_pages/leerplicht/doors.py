"""Cached doors to the 16-hour norm: reports and marks, pupils who come near, chances, and what hangs on open hours."""

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, law, school, words
from dashboard.app_pages.leerplicht import calibration as calibration_shapes
from dashboard.app_pages.leerplicht import duo, readings, shapes
from dashboard.doors import KEPT
from dashboard.listing import Listing, Pick, one_of
from dashboard.school import opened, settings, students
from dashboard.view import View
from pipelines.calendar import school_year
from pipelines.norm.forecast import Forecast, backtest, forecast
from pipelines.norm.history import NormHistory
from pipelines.norm.walk import Difference, differences
from pipelines.notes.report_marks import marks_version, report_marks
from pipelines.questions import duo as duo_queries
from pipelines.questions import leerplicht as leerplicht_queries
from pipelines.questions import norm as norm_queries
from pipelines.statistics.calibration import Calibration
from pipelines.viewer import EVERYTHING
from protocols.national import number

LONG, LUXE = "maand", "luxe"


@dataclass(frozen=True)
class Overview:
    """Everything that the page shows about pupils, and the numbers of the norm that its words name.

    `choices` are the reports that can be printed or marked (see `dashboard.shapes.duo.choices`); `over_summer` tells of
    reports that begin before the summer, empty when none does.
    """

    due: Listing
    overdue: int
    nearing: Listing
    leaving: Listing
    reports: Listing
    orphans: Listing
    long: Listing
    luxe: Listing
    adults: Listing
    choices: list[dict[str, Any]]
    hours: float
    horizon: int
    recent: int
    over_summer: str

    @property
    def bars(self) -> dict[str, float]:
        """The columns of the pupils near the norm that are drawn as a bar, up to the norm."""
        return {shapes.HOURS: self.hours}


def overview(view: View) -> Overview:
    """What the page shows, with the marks as they stand at this moment."""
    return _overview(view, (*marks_version(access.workspace()), view.noted_until.toordinal()))


def due(view: View) -> Listing:
    """Reports that nobody marked as made."""
    return overview(view).due


def reports(view: View) -> Listing:
    """Every report of the school year up to the peildatum."""
    return overview(view).reports


def orphans(view: View) -> Listing:
    """Marks of reports that a correction moved or removed."""
    return overview(view).orphans


def nearing(view: View) -> Listing:
    """Pupils near a first or a next report, with the chance to reach it."""
    return overview(view).nearing


def leaving(view: View) -> Listing:
    """Which hours of the pupils near the norm leave the window when."""
    return overview(view).leaving


def of_kind(view: View, kind: str) -> Listing:
    """Reports of one of DUO's other kinds. Raises StaleLinkError for a kind that does not exist."""
    found = overview(view)
    lists = {LONG: found.long, LUXE: found.luxe}
    return lists[one_of(kind, lists, "de soort melding")]


def adults(view: View) -> Listing:
    """Pupils of 18 and over who reached the norm, or four school weeks on end."""
    return overview(view).adults


def other_reading(view: View) -> Listing:
    """Pupils for whom it matters how the unknown hours turn out."""
    counts = _history(view.choosing(EVERYTHING)).rule.unknown_counts
    return Listing(
        Pick("als-onbekend"),
        f"Als de onbekende uren {'geoorloofd' if counts else 'ongeoorloofd'} blijken, op {words.day(view.on)}",
        readings.other_reading(_differences(view.choosing(EVERYTHING)), students(view), counts),
        "Voor niemand hangt een melding of het naderen van de norm van onbekende uren af.",
        tuple((column, 235) for column in readings.COLUMNS),
    )


def long_lessons(view: View) -> str:
    """The warning that lessons last longer than the hour for which each counts; empty when they do not."""
    about = school.schools(view.snapshot, view.viewer)[0]
    minutes = about["lesson_minutes"]
    counted_whole = about["hour_factor"] == 1
    return law.long_lessons(minutes) if minutes and counted_whole and minutes > number("lesson_minutes") else ""


def consequences(view: View) -> str:
    """How many pupils the other reading of the unknown hours would add or take away."""
    return readings.consequences(other_reading(view).frame)


def calibration(view: View) -> tuple[pl.DataFrame, list[str]]:
    """How well earlier chances came true, for the whole school: the table and what it says."""
    found = _calibration(view.choosing(EVERYTHING))
    return calibration_shapes.table(found), calibration_shapes.sentences(found)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def report_days(view: View) -> pl.DataFrame:
    """Everything that can be reported this school year, by day with its lesson hours."""
    return duo_queries.report_days(opened(view), view.viewer, view.on, view.selection)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _overview(view: View, version: tuple[int, ...]) -> Overview:
    snapshot, chosen, on = opened(view), (view.viewer, view.on, view.selection), words.day(view.on)
    numbers = settings(view)
    marks = report_marks(access.workspace(), view.viewer, view.noted_until)
    states = leerplicht_queries.leerplicht(snapshot, *chosen)
    leaves = leerplicht_queries.leaving(snapshot, *chosen)
    rows = leerplicht_queries.reports(snapshot, *chosen)
    days = report_days(view)
    all_reports = shapes.reports(rows, marks, view.on)
    waiting = shapes.due(all_reports)
    gone = shapes.orphans(_of_this_year(marks, view), rows, students(view))
    return Overview(
        due=Listing(
            Pick("te-melden"),
            f"Te melden op {on}",
            waiting,
            "Er is niets te melden: niemand bereikte de norm, of alles is gemeld.",
            saved_only=("Mentor",),
        ),
        overdue=shapes.overdue(waiting, view.on),
        nearing=Listing(
            Pick("nadert"),
            f"Naderen de {words.number(numbers['hours'])} uur op {on}",
            shapes.nearing(states, leaves, _forecasts(view.choosing(EVERYTHING))),
            "Niemand nadert de norm.",
            ((shapes.LEAVES, 215),),
            ("Venster vanaf", "Mentor"),
        ),
        leaving=Listing(
            Pick("vervallen"),
            f"Welke uren uit het venster vallen, vanaf {on}",
            shapes.leaving(states, leaves),
            "Niemand nadert de norm.",
        ),
        reports=Listing(
            Pick("meldingen"),
            f"Meldingen van dit schooljaar tot en met {on}",
            all_reports,
            "Dit schooljaar bereikte niemand de norm.",
            saved_only=("Paraaf", "Leeftijd", "Mentor"),
        ),
        orphans=Listing(
            Pick("melding-vervallen"),
            f"Gemeld, maar de melding bestaat niet meer op {on}",
            gone,
            "Elke gemelde melding bestaat nog.",
        ),
        long=Listing(
            Pick("duo", (LONG,)),
            f"{words.capital(law.long_absence())}, tot en met {on}",
            shapes.of_kind(days, LONG),
            f"Niemand was {law.long_absence()} achter elkaar elke dag ongeoorloofd weg.",
        ),
        luxe=Listing(
            Pick("duo", (LUXE,)),
            f"Luxeverzuim, tot en met {on}",
            shapes.of_kind(days, LUXE),
            "Dit schooljaar is er geen luxeverzuim geregistreerd.",
        ),
        adults=Listing(
            Pick("achttien"),
            f"{law.adult()}, tot en met {on}",
            shapes.adults(all_reports, rows, shapes.of_kind(days, "achttien")),
            f"Niemand van {law.adult()} bereikte dit schooljaar de norm of {law.adult_weeks()}.",
        ),
        choices=duo.choices(duo.reports_of(days), marks, gone),
        hours=numbers["hours"],
        over_summer=shapes.over_summer(rows),
        horizon=int(numbers["forecast_school_days"]),
        recent=int(numbers["recent_weeks"]),
    )


def _of_this_year(marks: pl.DataFrame, view: View) -> pl.DataFrame:
    """The marks of reports of the school year of the peildatum: those of an earlier one are no longer listed."""
    years = pl.col("end_date").map_elements(school_year, return_dtype=pl.String)
    return marks.filter(years == school_year(view.on))


@st.cache_resource(max_entries=4, show_spinner=False)
def _history(view: View) -> NormHistory:
    """The hours of the whole school as arrays; ask with a view that chooses everything."""
    return norm_queries.history(opened(view), view.viewer, view.on, view.school)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _forecasts(view: View) -> dict[str, Forecast]:
    return forecast(_history(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _calibration(view: View) -> Calibration | None:
    return backtest(_history(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _differences(view: View) -> list[Difference]:
    return differences(_history(view), view.on)

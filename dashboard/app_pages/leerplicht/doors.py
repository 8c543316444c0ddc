"""Cached doors to the 16-hour norm: reports and marks, pupils who come near, chances, and what hangs on open hours."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, law, school, words
from dashboard.app_pages.leerplicht import calibration, duo, near_norm, readings, shapes
from dashboard.doors import Version, door
from dashboard.listing import Listing, Pick, one_of
from dashboard.school import opened, settings, students
from dashboard.view import View
from pipelines.calendar import school_year
from pipelines.norm.forecast import Forecast, backtest, forecast
from pipelines.norm.history import NormHistory
from pipelines.notes.report_marks import marks_version, report_marks
from pipelines.questions import leerplicht, norm
from pipelines.questions.duo import report_days
from pipelines.statistics.calibration import Calibration
from pipelines.viewer import EVERYTHING
from pipelines.whatif.readings import Difference, differences
from protocols.national import number

LONG, LUXE = "maand", "luxe"


def _noted(view: View) -> Version:
    return (*marks_version(access.workspace()), view.noted_until.toordinal())


@door()
def _rows(view: View) -> pl.DataFrame:
    return leerplicht.reports(opened(view), view.viewer, view.on, view.selection)


@door(notes=_noted)
def reports(view: View) -> Listing:
    """Every report of the school year up to the peildatum."""
    return Listing(
        Pick("meldingen"),
        f"Meldingen van dit schooljaar tot en met {words.day(view.on)}",
        shapes.reports(_rows(view), _marks(view), view.on),
        "Dit schooljaar bereikte niemand de norm.",
        saved_only=("Paraaf", "Leeftijd", "Mentor"),
    )


def _marks(view: View) -> pl.DataFrame:
    return report_marks(access.workspace(), view.viewer, view.noted_until)


@door(notes=_noted)
def due(view: View) -> Listing:
    """Reports that nobody marked as made."""
    return Listing(
        Pick("te-melden"),
        f"Te melden op {words.day(view.on)}",
        shapes.due(reports(view).frame),
        "Er is niets te melden: niemand bereikte de norm, of alles is gemeld.",
        saved_only=("Mentor",),
    )


@door(notes=_noted)
def orphans(view: View) -> Listing:
    """Marks of reports that a correction moved or removed."""
    marks = _marks(view)
    # Those of an earlier school year are no longer listed.
    years = pl.col("end_date").map_elements(school_year, return_dtype=pl.String)
    return Listing(
        Pick("melding-vervallen"),
        f"Gemeld, maar de melding bestaat niet meer op {words.day(view.on)}",
        shapes.orphans(marks.filter(years == school_year(view.on)), _rows(view), students(view)),
        "Elke gemelde melding bestaat nog.",
    )


@door(notes=_noted)
def choices(view: View) -> list[dict[str, Any]]:
    """The reports that can be printed or marked (`duo.choices`)."""
    return duo.choices(duo.reports_of(reported_days(view)), _marks(view), orphans(view).frame)


def over_summer(view: View) -> str:
    """Which reports begin before the summer; empty when none does."""
    return shapes.over_summer(_rows(view))


@door()
def _states(view: View) -> pl.DataFrame:
    return leerplicht.leerplicht(opened(view), view.viewer, view.on, view.selection)


@door()
def _leaves(view: View) -> pl.DataFrame:
    return leerplicht.leaving(opened(view), view.viewer, view.on, view.selection)


@door()
def nearing(view: View) -> Listing:
    """Pupils near a first or a next report, with the chance to reach it."""
    return Listing(
        Pick("nadert"),
        f"Naderen de {words.number(settings(view)['hours'])} uur op {words.day(view.on)}",
        near_norm.nearing(_states(view), _leaves(view), _forecasts(view.choosing(EVERYTHING))),
        "Niemand nadert de norm.",
        ((near_norm.LEAVES, 215),),
        ("Venster vanaf", "Mentor"),
    )


@door()
def leaving(view: View) -> Listing:
    """Which hours of the pupils near the norm leave the window when."""
    return Listing(
        Pick("vervallen"),
        f"Welke uren uit het venster vallen, vanaf {words.day(view.on)}",
        near_norm.leaving(_states(view), _leaves(view)),
        "Niemand nadert de norm.",
    )


@door()
def reported_days(view: View) -> pl.DataFrame:
    """Everything that can be reported this school year, by day with its lesson hours."""
    return report_days(opened(view), view.viewer, view.on, view.selection)


@door()
def of_kind(view: View, kind: str) -> Listing:
    """Reports of one of DUO's other kinds. Raises StaleLinkError for a kind that does not exist."""
    titles = {LONG: words.capital(law.long_absence()), LUXE: "Luxeverzuim"}
    nobody = {
        LONG: f"Niemand was {law.long_absence()} achter elkaar elke dag ongeoorloofd weg.",
        LUXE: "Dit schooljaar is er geen luxeverzuim geregistreerd.",
    }
    title = titles[one_of(kind, titles, "de soort melding")]
    rows = shapes.of_kind(reported_days(view), kind)
    return Listing(Pick("duo", (kind,)), f"{title}, tot en met {words.day(view.on)}", rows, nobody[kind])


@door(notes=_noted)
def adults(view: View) -> Listing:
    """Pupils of 18 and over who reached the norm, or four school weeks on end."""
    return Listing(
        Pick("achttien"),
        f"{law.adult()}, tot en met {words.day(view.on)}",
        shapes.adults(reports(view).frame, _rows(view), shapes.of_kind(reported_days(view), "achttien")),
        f"Niemand van {law.adult()} bereikte dit schooljaar de norm of {law.adult_weeks()}.",
    )


def other_reading(view: View) -> Listing:
    """Pupils for whom it matters how the unknown hours turn out."""
    whole = view.choosing(EVERYTHING)
    counts = _history(whole).rule.unknown_counts
    return Listing(
        Pick("als-onbekend"),
        f"Als de onbekende uren {'geoorloofd' if counts else 'ongeoorloofd'} blijken, op {words.day(view.on)}",
        readings.other_reading(_differences(whole), students(view), counts),
        "Voor niemand hangt een melding of het naderen van de norm van onbekende uren af.",
        tuple((column, 235) for column in readings.COLUMNS),
    )


def long_lessons(view: View) -> str:
    """The warning that lessons last longer than the hour for which each counts; empty when they do not."""
    about = school.schools(view.snapshot, view.viewer)[0]
    minutes = about["lesson_minutes"]
    counted_whole = about["hour_factor"] == 1
    return law.long_lessons(minutes) if minutes and counted_whole and minutes > number("lesson_minutes") else ""


def calibrated(view: View) -> tuple[pl.DataFrame, list[str]]:
    """How well earlier chances came true, for the whole school: the table and what it says."""
    found = _backtest(view.choosing(EVERYTHING))
    return calibration.table(found), calibration.sentences(found)


@st.cache_resource(max_entries=4, show_spinner=False)
def _history(view: View) -> NormHistory:
    """The hours of the whole school as arrays; ask with a view that chooses everything."""
    return norm.history(opened(view), view.viewer, view.on, view.school)


@door()
def _forecasts(view: View) -> dict[str, Forecast]:
    return forecast(_history(view))


@door()
def _backtest(view: View) -> Calibration | None:
    return backtest(_history(view))


@door()
def _differences(view: View) -> list[Difference]:
    return differences(opened(view), view.viewer, view.on, view.school)

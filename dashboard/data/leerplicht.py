"""Cached doors to the 16-hour norm: reports and marks, pupils who come near, chances, and what hangs on open hours."""

import polars as pl
import streamlit as st

from dashboard import access, words
from dashboard.data import pupil
from dashboard.data.school import KEPT, opened, settings
from dashboard.listing import Listing, Pick
from dashboard.shapes import calibration as calibration_shapes
from dashboard.shapes import leerplicht as shapes
from dashboard.shapes import readings
from dashboard.view import View
from pipelines.norm_forecast import Forecast, backtest, forecast
from pipelines.norm_history import NormHistory
from pipelines.norm_walk import Difference, differences
from pipelines.queries import duo as duo_queries
from pipelines.queries import leerplicht as leerplicht_queries
from pipelines.queries import norm as norm_queries
from pipelines.queries.scope import EVERYTHING
from pipelines.report_marks import report_marks
from pipelines.statistics.calibration import Calibration

OTHER_KINDS = {
    "maand": ("Langer dan vier schoolweken", "Niemand was meer dan vier schoolweken achter elkaar elke dag ongeoorloofd weg."),
    "luxe": ("Luxeverzuim", "Dit schooljaar is er geen luxeverzuim geregistreerd."),
}  # fmt: skip


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _states(view: View) -> tuple[pl.DataFrame, pl.DataFrame]:
    snapshot = opened(view)
    return (
        leerplicht_queries.leerplicht(snapshot, view.scope, view.on, view.selection),
        leerplicht_queries.leaving(snapshot, view.scope, view.on, view.selection),
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def report_rows(view: View) -> pl.DataFrame:
    """Every report of the school year up to the peildatum, as the query gives it."""
    return leerplicht_queries.reports(opened(view), view.scope, view.on, view.selection)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def episodes(view: View) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Everything that DUO has a kind for, this school year, and its days with lesson hours."""
    snapshot = opened(view)
    return (
        duo_queries.episodes(snapshot, view.scope, view.on, view.selection),
        duo_queries.episode_days(snapshot, view.scope, view.on, view.selection),
    )


def marks(view: View) -> pl.DataFrame:
    """Marks of reports made. On the newest peildatum all of them: the data may end days before the report was made."""
    return report_marks(access.workspace(), view.scope, None if view.on == view.last else view.on)


def reports(view: View) -> Listing:
    """Every report of the school year up to the peildatum."""
    return Listing(
        Pick("meldingen"),
        f"Meldingen van dit schooljaar tot en met {words.day(view.on)}",
        shapes.reports(report_rows(view), marks(view), view.on),
        "Dit schooljaar bereikte niemand de norm.",
    )


def due(view: View) -> Listing:
    """Reports that nobody marked as made."""
    return Listing(
        Pick("te-melden"),
        f"Te melden op {words.day(view.on)}",
        shapes.due(reports(view).frame),
        "Er is niets te melden: niemand bereikte de norm, of alles is gemeld.",
    )


def orphans(view: View) -> Listing:
    """Marks of reports that a correction moved or removed."""
    return Listing(
        Pick("melding-vervallen"),
        f"Gemeld, maar de melding bestaat niet meer op {words.day(view.on)}",
        shapes.orphans(marks(view), report_rows(view), pupil.students(view)),
        "Elke gemelde melding bestaat nog.",
    )


def nearing(view: View) -> Listing:
    """Pupils near a first or a next report, with the chance to reach it."""
    rows, leaving = _states(view)
    return Listing(
        Pick("nadert"),
        f"Naderen de 16 uur op {words.day(view.on)}",
        shapes.nearing(rows, leaving, _forecasts(view.choosing(EVERYTHING))),
        "Niemand nadert de norm.",
        ((shapes.LEAVES, 330),),
    )


def leaving(view: View) -> Listing:
    """Which hours of the pupils near the norm leave the window when."""
    return Listing(
        Pick("vervallen"),
        f"Welke uren uit het venster vallen, vanaf {words.day(view.on)}",
        shapes.leaving(*_states(view)),
        "Niemand nadert de norm.",
    )


def other_reading(view: View) -> Listing:
    """Pupils for whom it matters how the unknown hours turn out."""
    counts = history(view.choosing(EVERYTHING)).rule.unknown_counts
    return Listing(
        Pick("als-onbekend"),
        f"Als de onbekende uren {'geoorloofd' if counts else 'ongeoorloofd'} blijken, op {words.day(view.on)}",
        readings.other_reading(_differences(view.choosing(EVERYTHING)), pupil.students(view), counts),
        "Voor niemand hangt een melding of het naderen van de norm van onbekende uren af.",
        (("Zoals het protocol telt", 235), ("Als ze geoorloofd blijken", 235), ("Als ze ongeoorloofd blijken", 235)),
    )


def of_kind(view: View, kind: str) -> Listing:
    """Reports of one of DUO's other kinds. Raises KeyError for a kind that does not exist."""
    title, empty = OTHER_KINDS[kind]
    return Listing(
        Pick("duo", (kind,)), f"{title}, tot en met {words.day(view.on)}", shapes.of_kind(*episodes(view), kind), empty
    )


def adults(view: View) -> Listing:
    """Pupils of 18 and over who reached the norm, or four school weeks on end."""
    long = shapes.of_kind(*episodes(view), "achttien")
    return Listing(
        Pick("achttien"),
        f"18 jaar en ouder, tot en met {words.day(view.on)}",
        shapes.adults(reports(view).frame, report_rows(view), long),
        "Niemand van 18 jaar of ouder bereikte dit schooljaar de norm of vier schoolweken achter elkaar.",
    )


def calibration(view: View) -> tuple[pl.DataFrame, list[str]]:
    """How well earlier chances came true, for the whole school: the table and what it says."""
    found = _calibration(view.choosing(EVERYTHING))
    return calibration_shapes.table(found), calibration_shapes.sentences(found)


def overdue(view: View) -> int:
    """How many reports should have been made before the peildatum."""
    return due(view).frame.filter(pl.col("Uiterlijk") < view.on).height


def consequences(view: View) -> str:
    """How many pupils the other reading of the unknown hours would add or take away; empty for none."""
    return readings.consequences(other_reading(view).frame)


def bars(view: View) -> dict[str, float]:
    """The columns of the pupils near the norm that are drawn as a bar, up to the norm."""
    return {shapes.HOURS: norm_hours(view)}


def norm_hours(view: View) -> float:
    """How many hours the norm is."""
    return settings(view)["hours"]


def horizon(view: View) -> int:
    """How many school days the chance looks ahead."""
    return int(settings(view)["forecast_school_days"])


@st.cache_resource(max_entries=4, show_spinner=False)
def history(view: View) -> NormHistory:
    """The hours of the whole school as arrays; ask with a view that chooses everything."""
    return norm_queries.history(opened(view), view.scope, view.on, view.school)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _forecasts(view: View) -> dict[str, Forecast]:
    return forecast(history(view))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _calibration(view: View) -> Calibration | None:
    return backtest(history(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _differences(view: View) -> list[Difference]:
    return differences(history(view), view.on)

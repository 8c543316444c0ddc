"""Cached doors to what the page Datakwaliteit shows."""

from datetime import date, datetime

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.app_pages.datakwaliteit import codes as code_shapes
from dashboard.app_pages.datakwaliteit import shapes as quality_shapes
from dashboard.app_pages.inlezen import shapes as upload_shapes
from dashboard.doors import KEPT
from dashboard.listing import Listing, Pick, StaleLinkError, one_of, said
from dashboard.school import category_labels, incomplete_weeks, opened, settings
from dashboard.view import View
from dashboard.whole_days import doors as whole_days
from dashboard.whole_days import shapes as whole_day_shapes
from pipelines.questions import completeness as completeness_queries
from pipelines.questions import quality as quality_queries
from pipelines.store.import_log import imported_files
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer


def imports(view: View, workspace: Workspace) -> dict[str, upload_shapes.Import]:
    """The imports of the school, newest first, by a key for a list of choices."""
    return upload_shapes.imports(imported_files(workspace), view.school)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _completeness(view: View) -> pl.DataFrame:
    return completeness_queries.completeness(opened(view), *_whole(view), view.selection)


def _whole(view: View) -> tuple[Viewer, date, str]:
    return view.viewer, view.on, view.school


def week_shares(view: View) -> pl.DataFrame:
    """Registrations per school week and afdeling, as a share of what this year makes likely."""
    return quality_shapes.week_shares(_completeness(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def codes(view: View) -> pl.DataFrame:
    """The codes in the registrations up to the peildatum, with category and source flags."""
    return quality_queries.codes(opened(view), *_whole(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def issues(view: View) -> list[quality_shapes.Issue]:
    """Everything in the data to look at, each with the list that its number counts."""
    labels = category_labels(view)
    asked = (opened(view), *_whole(view), view.selection)
    return quality_shapes.issues(
        {
            "codes": code_shapes.codes(codes(view), labels, unknown=True),
            "tegenspraak": code_shapes.codes(codes(view), labels, unknown=False),
            "dubbel": quality_shapes.double_slots(quality_queries.double_slots(*asked)),
            "hele-dagen": whole_day_shapes.table(whole_days.rows(view), labels),
            "zonder-klas": quality_shapes.without_klas(quality_queries.without_klas(*asked)),
            "buiten": quality_shapes.registrations(quality_queries.outside_enrolment(*asked)),
            "vrij": quality_shapes.registrations(quality_queries.free_days(*asked)),
        },
        _completeness(view),
        incomplete_weeks(view),
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def unknown_ages(view: View) -> list[quality_shapes.Age]:
    """Lesson hours without a known reason by age, with the pupils behind them."""
    rows = quality_queries.unknown_hours(opened(view), *_whole(view), view.selection)
    numbers = settings(view)
    names = ("unknown_age_fresh_days", "unknown_age_old_days", "unknown_age_stale_days")
    return quality_shapes.unknown_ages(rows, tuple(numbers[name] for name in names))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def corrections(view: View, moment: str) -> Listing:
    """Registrations that the import of that moment (ISO, UTC) changed or withdrew. Raises StaleLinkError for no moment."""
    try:
        when = datetime.fromisoformat(moment)
    except ValueError:
        raise StaleLinkError(f"{said(moment)} is geen moment van een import") from None
    rows = quality_queries.corrections(opened(view), *_whole(view), view.selection, when)
    return Listing(
        Pick("correcties", (moment,)),
        f"Gewijzigd of ingetrokken door de import van {words.day(when.date(), year=True)}",
        quality_shapes.corrections(rows),
        "Deze import heeft binnen deze keuze niets gewijzigd of ingetrokken.",
    )


def issue_pupils(view: View, key: str) -> Listing:
    """The pupils behind one kind of thing to look at. Raises StaleLinkError for a kind that is not about pupils."""
    found = {issue.key: issue for issue in issues(view) if issue.of_pupils}
    issue = found[one_of(key, found, "de bevinding")]
    return Listing(Pick("nalopen", (key,)), issue.title, issue.rows, "Hier is niets gevonden.")


def unknown_age_pupils(view: View, key: str) -> Listing:
    """The pupils with lesson hours of one age without a known reason. Raises StaleLinkError for an unknown age."""
    ages = {age.key: age for age in unknown_ages(view)}
    age = ages[one_of(key, ages, "de ouderdom")]
    empty = "Geen enkel lesuur van deze ouderdom is nog zonder reden."
    return Listing(Pick("zonder-reden", (key,)), f"Nog zonder reden: {age.title}", age.pupils, empty)

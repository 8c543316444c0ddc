"""Cached doors to the management report and its charts; notes by hand change between builds, so they are in the key."""

from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import access, report, report_files
from dashboard import board as boards
from dashboard.board import Board
from dashboard.charts import followed as followed_charts
from dashboard.charts import ladders as ladder_charts
from dashboard.charts import trends as trend_charts
from dashboard.charts import trends_parts
from dashboard.charts.marks import finished
from dashboard.data import school
from dashboard.data.school import KEPT, opened
from dashboard.shapes.report_followed import After
from dashboard.shapes.trends_parts import Comparison
from dashboard.view import View
from pipelines import agenda, marks, report_marks
from pipelines.errors import UsageError
from pipelines.queries.scope import Selection

Version = tuple[int, ...]


def asked(view: View) -> tuple[View, str]:
    """The view of which there is a report, and what is wrong with the choice (empty: nothing)."""
    chosen = view.choosing(Selection(afdelingen=view.selection.afdelingen))
    try:
        report.subject_of(chosen, report.afdelingen(school.parts(view)), "")
    except UsageError as error:
        return chosen, f"{error.what} {error.remedy}"
    return chosen, ""


def ignored(view: View) -> bool:
    """Whether something was chosen that a report does not follow."""
    return bool(view.selection.leerjaren or view.selection.klassen or view.selection.mentors)


def others(view: View) -> int:
    """How many other schools with data the viewer may see."""
    return len(_schools(view)) - 1


def _schools(view: View) -> list[dict[str, Any]]:
    return school.schools(view.snapshot, access.scope(access.workspace()))


def board(view: View) -> Board:
    """All schools of the viewer beside each other."""
    scope = access.scope(access.workspace())
    views = tuple(
        replace(
            view,
            scope=replace(scope, schools=(row["school"],)),
            selection=Selection(),
            school=row["school"],
            protocol=row["protocol"],
            first=row["first_date"],
            last=row["last_date"],
        )
        for row in _schools(view)
    )
    return _board(views)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _board(views: tuple[View, ...]) -> Board:
    return boards.gather(opened(views[0]), views)


def board_chart(view: View) -> dict[str, Any] | None:
    """The finished funnel of schools; None when there is nothing to compare."""
    return _funnel(board(view).compared)


def _funnel(compared: Comparison | None) -> dict[str, Any] | None:
    if compared is None or compared.mean is None:
        return None
    return finished(trends_parts.funnel(compared.points, compared.curves, compared.mean, compared.unit))


def found(view: View) -> report.Report:
    """The report of a view with at most one afdeling."""
    return _found(view, _noted(view))


def _noted(view: View) -> Version:
    workspace = access.workspace()
    notes = (*marks.version(workspace), *report_marks.marks_version(workspace), *agenda.version(workspace))
    return (*notes, view.noted_until.toordinal())


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _found(view: View, noted: Version) -> report.Report:
    return report.gather(access.workspace(), opened(view), view)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _charts(view: View, noted: Version) -> dict[str, dict[str, Any]]:
    shown, charts = _found(view, noted), {}
    if not shown.trend.is_empty():
        band = shown.band
        charts["trend"] = finished(trend_charts.week_trend(shown.trend, band.centre, band.lower, band.upper, band.unit))
    funnel = _funnel(shown.compared)
    if funnel:
        charts["afdelingen"] = funnel
    if not shown.stages.is_empty():
        charts["treden"] = finished(ladder_charts.stage_bars(shown.stages))
    return charts


def charts(view: View) -> dict[str, dict[str, Any]]:
    """The finished charts of the report, by name; what there is nothing to draw of is not among them."""
    return _charts(view, _noted(view))


def followed(view: View) -> After | None:
    """What followed the steps; None in a report of one afdeling. Takes a while: only when somebody asks."""
    return _followed(view, _noted(view))


@st.cache_data(max_entries=KEPT, show_spinner="Vergelijkt met leerlingen zonder deze stap …")
def _followed(view: View, noted: Version) -> After | None:
    return report.what_followed(access.workspace(), opened(view), view)


def followed_chart(view: View) -> dict[str, Any]:
    """The finished chart of what followed."""
    return _followed_chart(view, _noted(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _followed_chart(view: View, noted: Version) -> dict[str, Any]:
    told = _followed(view, noted)
    return finished(followed_charts.after(told.rows)) if told else {}


def pdf(view: View) -> bytes:
    """The report as PDF."""
    return report_files.pdf_of(found(view), followed(view))


def html(view: View) -> bytes:
    """The report as one file to mail."""
    return report_files.html_of(found(view), followed(view)).encode()

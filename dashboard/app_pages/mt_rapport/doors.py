"""Cached doors to the management report and its charts; notes by hand change between builds, so they are in the key."""

from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import access, school
from dashboard.app_pages.mt_rapport import board as boards
from dashboard.app_pages.mt_rapport import charts as report_charts
from dashboard.app_pages.mt_rapport import files as report_files
from dashboard.app_pages.mt_rapport import report
from dashboard.app_pages.mt_rapport.board import Board
from dashboard.app_pages.mt_rapport.followed import After
from dashboard.doors import KEPT
from dashboard.marks import finished
from dashboard.school import opened
from dashboard.view import View
from pipelines.errors import UsageError
from pipelines.notes import agenda, marks, report_marks
from pipelines.viewer import Selection

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
    return school.schools(view.snapshot, access.viewer(access.workspace()))


def board(view: View) -> Board:
    """All schools of the viewer beside each other."""
    viewer = access.viewer(access.workspace())
    views = tuple(
        replace(
            view,
            viewer=replace(viewer, schools=(row["school"],)),
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
    chart = report_charts.funnel(board(view).compared)
    return finished(chart) if chart else None


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
    shown = _found(view, noted)
    made = {
        "trend": report_charts.trend(shown),
        "afdelingen": report_charts.funnel(shown.compared),
        "treden": report_charts.stages(shown),
    }
    return {name: finished(chart) for name, chart in made.items() if chart}


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
    chart = report_charts.after(_followed(view, noted))
    return finished(chart) if chart else {}


def pdf(view: View) -> bytes:
    """The report as PDF."""
    return report_files.pdf_of(found(view), followed(view))


def html(view: View) -> bytes:
    """The report as one file to mail."""
    return report_files.html_of(found(view), followed(view)).encode()

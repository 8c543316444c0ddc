"""Cached doors to the management report and its charts; notes by hand change between builds, so they are in the key."""

from dataclasses import replace
from typing import Any

from dashboard import access, school
from dashboard.app_pages.mt_rapport.afdelingen import of_school
from dashboard.app_pages.mt_rapport.board import Board, beside
from dashboard.app_pages.mt_rapport.charts import after, funnel, stages, trend
from dashboard.app_pages.mt_rapport.files import html_of, pdf_of
from dashboard.app_pages.mt_rapport.followed import After, what_followed
from dashboard.app_pages.mt_rapport.report import Report, gather
from dashboard.app_pages.mt_rapport.subject import subject_of
from dashboard.doors import Version, door, drawing
from dashboard.marks import Drawing, finished
from dashboard.school import opened
from dashboard.view import View
from pipelines.errors import UsageError
from pipelines.notes import agenda, marks, report_cases
from pipelines.viewer import Selection


def asked(view: View) -> tuple[View, str]:
    """The view of which there is a report, and what is wrong with the choice (empty: nothing).

    Its figures are rounded and name nobody: they are of the whole school for who may see those, whosever pupils are whose.
    """
    figures = view.viewer.for_figures()
    chosen = replace(view.choosing(Selection(afdelingen=view.selection.afdelingen)), viewer=figures)
    try:
        subject_of(chosen, of_school(school.parts(view)), "")
    except UsageError as error:
        return chosen, f"{error.what} {error.remedy}"
    return chosen, ""


def ignored(view: View) -> bool:
    """Whether something was chosen that a report does not follow."""
    return bool(view.selection.leerjaren or view.selection.klassen or view.selection.mentors)


def schools(view: View) -> tuple[View, ...]:
    """The view of each school with data that the viewer may see."""
    viewer = access.viewer(access.workspace())
    return tuple(
        replace(
            view,
            viewer=viewer.within(row["school"]).for_figures(),
            selection=Selection(),
            snapshot=row["snapshot"],
            school=row["school"],
            protocol=row["protocol"],
            first=row["first_date"],
            last=row["last_date"],
        )
        for row in school.in_sight(access.workspace(), viewer).schools
        if viewer.within(row["school"]).for_figures().sees_whole(row["school"])
    )


@door()
def board(view: View, views: tuple[View, ...]) -> Board:
    """The schools of some views beside each other."""
    return beside([(opened(each), each) for each in views])


@drawing()
def board_chart(view: View, views: tuple[View, ...]) -> Drawing | None:
    """The funnel of schools; None when there is nothing to compare."""
    return funnel(board(view, views).compared)


def _noted(view: View) -> Version:
    workspace = access.workspace()
    notes = (*marks.version(workspace), *report_cases.cases_version(workspace), *agenda.version(workspace))
    return (*notes, view.noted_until.toordinal())


@door(notes=_noted)
def report(view: View) -> Report:
    """The report of a view with at most one afdeling."""
    return gather(access.workspace(), opened(view), view)


@door(notes=_noted)
def charts(view: View) -> dict[str, dict[str, Any]]:
    """The finished charts of the report, by name; what there is nothing to draw of is not among them."""
    shown = report(view)
    made = {"trend": trend(shown), "afdelingen": funnel(shown.compared), "treden": stages(shown)}
    return {name: finished(chart) for name, chart in made.items() if chart}


@door(notes=_noted, waiting="Vergelijkt met leerlingen zonder deze stap …")
def followed(view: View) -> After | None:
    """What followed the steps; None in a report of one afdeling. Takes a while: only when somebody asks."""
    return what_followed(access.workspace(), opened(view), view)


@drawing(notes=_noted)
def followed_chart(view: View) -> Drawing | None:
    """The chart of what followed; None when there is nothing to draw."""
    return after(followed(view))


def pdf(view: View) -> bytes:
    """The report as PDF."""
    return pdf_of(report(view), followed(view))


def html(view: View) -> bytes:
    """The report as one file to mail."""
    return html_of(report(view), followed(view)).encode()

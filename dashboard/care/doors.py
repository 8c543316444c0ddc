"""Cached doors to sick signals and the care for pupils; without the right to care everything is empty."""

from typing import Any

import polars as pl

from dashboard import access
from dashboard.care import charts, shapes
from dashboard.care.signals import in_words
from dashboard.doors import Version, door, drawing
from dashboard.marks import Drawing
from dashboard.of_pupils import rows
from dashboard.school import opened, vacations
from dashboard.view import View
from pipelines.notes import care
from pipelines.questions import signals as signal_questions
from pipelines.viewer import EVERYTHING

NATIONAL = signal_questions.NATIONAL


def noted(view: View) -> Version:
    """What changes with every note and day: a new one shows at once."""
    return (*care.care_version(access.workspace()), view.noted_until.toordinal())


@door(notes=noted)
def case_rows(view: View) -> pl.DataFrame:
    """One row per pupil with a contact or a mark."""
    asked = (view.viewer, view.on, view.school, view.selection, view.noted_until)
    return care.cases(access.workspace(), opened(view), *asked)


@door()
def signal_rows(view: View, *protocols: str) -> pl.DataFrame:
    """One row per pupil and signal: of the protocol in force, the national criteria and the protocols asked for."""
    return signal_questions.signals(opened(view), view.viewer, view.on, view.school, protocols, view.selection)


@door(notes=noted)
def signal_list(view: View, *protocols: str) -> pl.DataFrame:
    """The same signals as a list that is read, with the contact that took each up."""
    return in_words(signal_rows(view, *protocols), case_rows(view))


def case(view: View, student_id: str) -> shapes.Case:
    """Signals, contacts, the mark and the next review of a pupil in the care of the viewer, whatever part is chosen."""
    return _case(view.choosing(EVERYTHING), student_id)


@door(notes=noted)
def _case(view: View, student_id: str) -> shapes.Case:
    snapshot = opened(view)
    notes = (access.workspace(), snapshot, view.viewer, view.noted_until, view.school)
    mine = pl.col("student_id") == student_id
    own = rows(view, "pupil_spells", student_id)
    return shapes.case(
        signal_list(view).filter(pl.col("nummer") == student_id),
        own if view.viewer.may("care") else own.clear(),
        care.contacts(*notes).filter(mine),
        care.concerns(*notes).filter(mine),
        vacations(view),
        view.noted_until,
    )


def line(view: View, student_id: str) -> dict[str, Any] | None:
    """The care for a pupil through time as a chart; None when there is nothing to draw."""
    return _line(view.choosing(EVERYTHING), student_id)


@drawing(notes=noted)
def _line(view: View, student_id: str) -> Drawing | None:
    found = _case(view, student_id)
    return None if found.timeline.is_empty() else charts.case_line(found.timeline, found.vacations, view.on)

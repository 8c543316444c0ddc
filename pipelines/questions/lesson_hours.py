"""Missed hours by lesson hour of the week and by subject, against the lessons of the timetable where it is known."""

from datetime import date

import polars as pl

from pipelines.calendar import school_year
from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def slots(
    snapshot: Rows, viewer: Viewer, on: date, school: str, category: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per weekday (1 is Monday) and lesson hour with registrations or lessons, over the year up to `on`.

    `missed_hours` are lesson hours, `registered` the pupils in them, `timetabled_hours` the part on days of which the
    timetable is known. `lessons` are the lessons of all pupils by that timetable, null without one. `squares` is the
    sum over pupils of their timetabled hours squared (see `pipelines.statistics.clustered`).
    """
    return _rows(snapshot, "lesson_slots", viewer, on, school, category, selection)


def subjects(
    snapshot: Rows, viewer: Viewer, on: date, school: str, category: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per subject with registrations, over the year up to `on`; columns as in `slots`.

    The row of which `subject` is null holds the hours of which no source tells the subject.
    """
    return _rows(snapshot, "lesson_subjects", viewer, on, school, category, selection)


def _rows(
    snapshot: Rows, name: str, viewer: Viewer, on: date, school: str, category: str, selection: Selection
) -> pl.DataFrame:
    values = {"on": on, "school": school, "year": school_year(on), "week": None, "category": category}
    return ask(snapshot, name, viewer=viewer, selection=selection, **values)

"""Cached doors to who must come on which day. Notes by hand change between two builds, so their version counts."""

from datetime import date
from typing import Any

import polars as pl

from dashboard import access
from dashboard.app_pages.terugkomlijst import shapes
from dashboard.doors import Version, door
from dashboard.school import opened, settings
from dashboard.steps.doors import marked, marks, settled
from dashboard.view import View
from pipelines.notes import appointments as notes
from pipelines.questions import appointments as questions


def noted(view: View) -> Version:
    """What changes with every note, mark and day: a new one shows at once."""
    return (*marked(view), *notes.version(access.workspace()))


@door()
def _asked(view: View) -> pl.DataFrame:
    return questions.appointments(opened(view), view.viewer, view.on, view.noted_until, view.selection)


@door()
def days(view: View) -> dict[str, bool]:
    """The school days (ISO date) of which there may be appointments; true for the next one."""
    rows = questions.appointment_days(opened(view), view.viewer, view.on, view.school)
    return {str(day): is_next for day, is_next in rows.iter_rows()}


@door(notes=noted)
def appointments(view: View, day: date) -> list[dict[str, Any]]:
    """One row per pupil, kind and outcome of an appointment that stands on the list of a day."""
    known = notes.appointments(access.workspace(), view.viewer, view.noted_until)
    return shapes.appointments(shapes.still_asked(_asked(view), marks(view), settled(view)), known, day)


def explained(view: View) -> list[str]:
    """What stands on the list."""
    return shapes.explained(int(settings(view)["appointment_school_days"]))


@door()
def left_out(view: View) -> str:
    """What does not count, as nobody knows its measure; empty when there is none."""
    return shapes.left_out(questions.unnamed_measures(opened(view), view.viewer, view.on, view.selection))

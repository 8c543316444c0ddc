"""Cached doors to what steps ask and how they stand. Marks by hand change between two builds, so their version counts."""

import polars as pl

from dashboard import access
from dashboard.doors import Version, door
from dashboard.school import opened
from dashboard.steps import shapes
from dashboard.view import View
from pipelines.notes import marks as step_marks
from pipelines.notes.norm_marks import as_step_marks
from pipelines.notes.report_cases import cases_version, report_marks
from pipelines.questions import norm_task, worklist as worklist_questions
from pipelines.viewer import EVERYTHING


def marked(view: View) -> Version:
    """What changes with every mark and day: a new one shows at once."""
    workspace = access.workspace()
    return (*step_marks.version(workspace), *cases_version(workspace), view.noted_until.toordinal())


def marks(view: View) -> pl.DataFrame:
    """Marks of steps, and those of reports that were made at DUO: these are steps too."""
    made = step_marks.marks(access.workspace(), view.viewer, view.noted_until)
    reported = report_marks(access.workspace(), view.viewer, view.noted_until)
    if reported.is_empty():
        return made
    return pl.concat([made, as_step_marks(report_steps(view), reported)])


def report_steps(view: View) -> pl.DataFrame:
    """The reports of the 16-hour norm as steps, with the days by which a mark names them."""
    return norm_task.report_steps(opened(view), view.viewer, view.on)


@door()
def _due(view: View) -> pl.DataFrame:
    return worklist_questions.worklist(opened(view), view.viewer, view.on, view.selection)


@door(notes=marked)
def worklist(view: View, role: str = "") -> pl.DataFrame:
    """Every step of the last school weeks with its standing, done ones included; with a role only the steps of that."""
    return shapes.worklist(_due(view), marks(view), view.on, role)


@door(notes=marked)
def of_pupil(view: View, student_id: str) -> pl.DataFrame:
    """The steps of one pupil of the last school weeks, done ones included, whatever part of the school is chosen."""
    rows = worklist_questions.worklist(opened(view), view.viewer, view.on, EVERYTHING, [student_id])
    steps = shapes.worklist(rows, marks(view), view.on)
    return steps.select("Ladder", "Trede", "Waarom", "Wie doet wat", "Uiterlijk", "Stand")

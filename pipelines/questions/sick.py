"""Sick spells and the national criteria for worrying sick absence, of all schools of a viewer."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows
from pipelines.questions.sickness import sick_pupils
from pipelines.viewer import Viewer


def sick(snapshot: Rows, viewer: Viewer, on: date) -> pl.DataFrame:
    """One row per pupil with a sick registration this school year up to that day, as `sick_pupils` has them, by number.

    Nobody without the right to care.
    """
    rows = [sick_pupils(snapshot, viewer, on, school) for school in viewer.schools or ("",)]
    return pl.concat(rows).sort("school", "student_id")

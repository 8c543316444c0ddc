"""Sick spells and the national criteria for worrying sick absence, of all schools of a viewer."""

from datetime import date

import polars as pl

from pipelines.queries.scope import EVERYTHING, Scope, Selection
from pipelines.queries.sickness import sick_pupils
from pipelines.snapshot import Snapshot


def sick(snapshot: Snapshot, scope: Scope, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil with a sick registration this school year up to that day, as `sick_pupils` has them, by number.

    Nobody without the right to care.
    """
    rows = [sick_pupils(snapshot, scope, on, school, selection) for school in scope.schools or ("",)]
    return pl.concat(rows).sort("school", "student_id")

"""Sick absence per pupil in every window, and every spell of the school year; for who may see care."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def sick_pupils(
    snapshot: Rows, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil who was sick this school year up to the day, most days first.

    `hours_year` are lesson hours (null when those of a day are unknown), `days_year` school days, `spells_...` reports
    that began in the window: this school year, and of it the last 12 school weeks.
    `half_days_year` are sick days with at most half of the lessons of the day (timetable, else lesson table); null when
    neither tells. The longest and current spell are counted from their first day, also when that lies before the
    holidays or in the year before. `enrolled_days_year`: school days enrolled this year up to the day, null when no list
    tells. `mazl_since` is when the national criteria were met.
    """
    return ask(snapshot, "sick_pupils", viewer=viewer.for_care(), selection=selection, on=on, school=school)

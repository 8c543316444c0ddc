"""The absence of single pupils over a school year, by the part of the school they were in: what parts are compared on."""

from datetime import date

import polars as pl

from pipelines.calendar import school_year
from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Dimension, Selection, Viewer


def enrolled(
    snapshot: Rows, viewer: Viewer, on: date, school: str, by: Dimension, selection: Selection = EVERYTHING
) -> dict[str | None, int]:
    """Part of the school -> pupils enrolled in it on the day, or on the last school day of a year that is over."""
    values = {"on": on, "school": school, "year": school_year(on), "by": by}
    return dict(ask(snapshot, "enrolled", viewer=viewer, selection=selection, **values).iter_rows())


def pupil_rates(
    snapshot: Rows,
    viewer: Viewer,
    on: date,
    school: str,
    category: str,
    by: Dimension = "afdeling",
    selection: Selection = EVERYTHING,
) -> pl.DataFrame:
    """One row per pupil and part of the school he or she was in: school days, scheduled and missed lesson hours.

    It looks at the school year of `on`, up to that day, without weeks of which data are missing. Only days of
    enrolment count; `scheduled_hours` is null when on some day neither timetable nor lesson table tells.
    """
    values = {"on": on, "school": school, "year": school_year(on), "week": None, "category": category, "by": by}
    return ask(snapshot, "pupil_rates", viewer=viewer, selection=selection, **values)

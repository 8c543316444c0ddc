"""The absence of single pupils over a school year, by the part of the school they were in: what parts are compared on."""

from datetime import date

import polars as pl

from pipelines.calendar import school_year
from pipelines.questions.question import Rows, ask
from pipelines.questions.together import lists
from pipelines.viewer import EVERYTHING, Dimension, Selection, Viewer

NONE = pl.DataFrame(schema={"klas": pl.String, "date": pl.Date, "lesson_hour": pl.Int64})


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
    away: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """One row per pupil and part of the school he or she was in: school days, scheduled and missed lesson hours.

    `away` holds the hours in which a klas was away together (`pipelines.questions.together`); those of them that the
    pupil missed and had to follow stand apart, as `together_hours` and `together_lessons`.

    It looks at the school year of `on`, up to that day, without weeks of which data are missing. Only days of
    enrolment count; `scheduled_hours` is null when on some day neither timetable nor lesson table tells.
    """
    values: dict[str, object] = {
        "on": on,
        "school": school,
        "year": school_year(on),
        "week": None,
        "category": category,
        "by": by,
    }
    values |= lists(NONE if away is None else away)
    return ask(snapshot, "pupil_rates", viewer=viewer, selection=selection, **values)

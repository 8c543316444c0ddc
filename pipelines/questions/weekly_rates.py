"""Weekly rates of absence against the lesson hours that enrolled pupils had to follow."""

from datetime import date

import polars as pl

from pipelines.calendar import school_year
from pipelines.questions.denominator import OWN, Denominator
from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Dimension, Selection, Viewer

TOTALS = ("totaal_afwezig", "totaal_ongeoorloofd")


def trends(
    snapshot: Rows,
    viewer: Viewer,
    first: date,
    last: date,
    by: Dimension | None = "afdeling",
    selection: Selection = EVERYTHING,
    category: str | None = None,
    count_students: bool = True,
    denominator: Denominator = OWN,
) -> pl.DataFrame:
    """One row per school week, part of the school (`part`) and category; rates per 100 scheduled lesson hours.

    `by=None` takes the whole selection together, `category=None` every category that occurs. `rate_per_100` is null
    where no lesson hours are known; `hours_per_pupil` are missed hours per enrolled pupil and five school days. `registered`
    counts the pupils with such a registration, `students` those who were enrolled (null unless `count_students`, which
    costs time). `complete` is false for a week
    with suspiciously few registrations, null when the school is too small to tell; `finished` is false for a week that
    still runs on the last day. Besides the categories there are `TOTALS`, in which a lesson hour counts once. Weeks of
    two years are compared with the `denominator` of both (`pipelines.questions.denominator`).
    """
    return ask(
        snapshot,
        "trends",
        viewer=viewer,
        selection=selection,
        first=first,
        on=last,
        by=by,
        category=category,
        count_students=count_students,
        denominator=denominator,
    )


def categories_present(snapshot: Rows, viewer: Viewer, on: date, school: str) -> list[str]:
    """Categories and totals with registrations in the school year of a day, up to that day, the most frequent first."""
    found = ask(snapshot, "categories_present", viewer=viewer, school=school, year=school_year(on), on=on)
    return [str(category) for category in found["category"]]

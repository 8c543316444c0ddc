"""Cached doors to whole days of which nothing tells the lesson hours."""

import polars as pl

from dashboard import words
from dashboard.doors import door
from dashboard.listing import Listing, Pick
from dashboard.school import category_labels, opened
from dashboard.view import View
from dashboard.whole_days import shapes
from pipelines.questions.whole_days import whole_days


@door()
def rows(view: View) -> pl.DataFrame:
    """One row per pupil, day of this school year and category without known lesson hours."""
    return whole_days(opened(view), view.viewer, view.on, view.school, view.selection)


def unauthorised(view: View) -> Listing:
    """Who was away unauthorised, or without a known reason, on a day that counts in no hours of the norm."""
    return Listing(
        Pick("hele-dagen"),
        f"Ongeoorloofde dagen zonder bekende lesuren, tot en met {words.day(view.on)}",
        shapes.table(rows(view).filter("unauthorised"), category_labels(view)),
        "Van elke ongeoorloofde dag zijn de lesuren bekend.",
    )


def sick_days(view: View) -> str:
    """What to say of sick days without known hours; empty when there are none."""
    return shapes.sick_days(rows(view))


def unauthorised_days(view: View) -> str:
    """What to say of unauthorised days without known hours; empty when there are none."""
    return shapes.unauthorised_days(rows(view))

"""Whole days of which nothing tells the lesson hours: they count as days, and in no sum of hours."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def whole_days(
    snapshot: Rows, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil, school day of this year up to the day and category of which the lesson hours are unknown.

    `unauthorised`: by the protocol in force, or without a known reason yet; `sick`: by the national criteria.
    """
    return ask(snapshot, "whole_days", viewer=viewer, selection=selection, on=on, school=school)

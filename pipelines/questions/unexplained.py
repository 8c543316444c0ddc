"""Absence of which no reason is known yet: by pupil and day, how old it is, and what it becomes and when."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def unexplained(snapshot: Rows, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil and school day of this school year with absence of unknown reason, as it stands in the data.

    After `explain_until` it is unauthorised by the protocol in force, where that gives so many working days to explain it.
    """
    return ask(snapshot, "unexplained", viewer=viewer, selection=selection, on=on)

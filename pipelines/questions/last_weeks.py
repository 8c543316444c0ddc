"""How the last school weeks of each pupil went, for a small drawing beside his or her name."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def last_weeks(snapshot: Rows, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil of the day: lesson hours without good reason or begun late, a number per school week of `hours`.

    Oldest week first, also over a summer; weeks in which the pupil was not enrolled are left out. What has no good reason
    is for the protocol in force to say; a lesson hour counts once.
    """
    return ask(snapshot, "last_weeks", viewer=viewer, selection=selection, on=on)

"""Stages of the protocol in force that were reached since a day."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def new_stages(
    snapshot: Rows, viewer: Viewer, since: date, on: date, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil and stage reached after `since`, up to and including the day, the highest first.

    By the day of the registrations: one that came in late counts on the day that it is about.
    """
    return ask(snapshot, "new_stages", viewer=viewer, selection=selection, on=on, since=since)

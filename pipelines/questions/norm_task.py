"""A report of the 16-hour norm is a task, whatever the ladders of the protocol in force say; it is asked once.

The protocol names who makes it, by the report it asks at the lesson hours of the norm, else by its first report. A step
of its own ladder that counts those lesson hours too asks no second report for the hours of a report of the norm.
"""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Viewer


def report_steps(snapshot: Rows, viewer: Viewer, on: date) -> pl.DataFrame:
    """One row per report of the norm up to a day, as a step, with the first and last day by which a mark names it."""
    return ask(snapshot, "report_steps", viewer=viewer, selection=EVERYTHING, on=on)

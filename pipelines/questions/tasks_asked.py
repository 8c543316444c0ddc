"""Which tasks the protocol asked of whom and by when, over a time: the rows that are held against what was recorded."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def asked(
    snapshot: Rows, viewer: Viewer, on: date, since: date | None = None, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per task of a step: from `since` (else the school year) up to the day.

    A step is a stage of the protocol in force on the day on which it becomes the pupil's stage, or one day on which a
    recurring action is asked again; klas, leerjaar, afdeling, mentor and tasks are those of that day. `deadline` is that
    of the task, `followup` an appointment to come back; `came_on` the first follow-up since then to which the pupil
    came, `has_followup` whether there is any. A report over the hours of one of the norm is that of the norm and stands
    not here. `gone_on`: first day on which nobody was asked any more, because of another stage, the end of the stretch,
    or leaving; null for what still stands. `today` is the last school day up to the day.
    """
    return ask(snapshot, "tasks_asked", viewer=viewer, selection=selection, on=on, since=since)

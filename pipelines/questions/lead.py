"""How early a protocol brings in an adult, against the day on which pupils reach the 16-hour norm.

Reading: the norm is the national one as the school counts it, the same for every protocol; an adult steps in with the
first action of a role that steps in, on a track of unauthorised absence (both in `protocols/comparison.toml`). Missed
is who reached the norm without such an action on an earlier day; idle is who got one and never came near the norm this
school year. Idle does not mean needless: the action may be why the pupil did not come near.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def lead(
    snapshot: Rows, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol and pupil who reached the norm this school year up to the day.

    `lead_school_days` are the school days from the first step of an adult to the day of the 16th hour, null when there
    was no step on an earlier day (`missed`).
    """
    return ask(snapshot, "lead", viewer=viewer, selection=selection, on=on, protocols=list(protocols))


def steps(
    snapshot: Rows, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol and pupil for whom an adult stepped in this school year; `idle` who never came near the norm.

    With the day of the first step, and how many stages and actions there were.
    """
    return ask(snapshot, "lead_steps", viewer=viewer, selection=selection, on=on, protocols=list(protocols))

"""Who needs a next step: stages reached and recurring actions of the last school weeks, with reason and deadlines."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def worklist(
    snapshot: Rows, viewer: Viewer, on: date, selection: Selection = EVERYTHING, older: bool = False
) -> pl.DataFrame:
    """One row per pupil and due step: the current stage of each ladder and recurring actions, if recent.

    Recent is the number of school weeks in the settings; for recurring actions the present one. With `older` the
    current stages however old, and what recurs this week. Every report of the 16-hour norm is a step of
    `nl-leerplicht`, on the day from which it can be made, for the role that the protocol in force names; a step of its
    own ladders over the same lesson hours asks no second report.

    `reasons` holds the conditions with their counters on the day of the step; empty for the national norm, which has
    `norm_hours`, and for a tested pattern (`rule`). `actions` holds every action that the step asks, whoever it is
    for, with its deadline, how many `times` it is asked that day (per registration: for which `hours`) and `days_left` in
    school days, negative when it passed; `task_key` is what a mark hangs on;
    `is_default` says that the deadline is the school's and not the protocol's. `came_on` is the first follow-up since
    then to which the pupil came, `missed_on` those to which not.
    """
    return ask(snapshot, "worklist", viewer=viewer, selection=selection, on=on, older=older)


def known_tasks(
    snapshot: Rows, viewer: Viewer, on: date, marks: pl.DataFrame, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per task that the protocol in force asked of the pupils of marks on the days of their steps (`student_id`,
    `reached_on`), as the data are now: what a mark can belong to."""
    steps = marks.select("student_id", "reached_on").unique(maintain_order=True)
    students, days = (column.to_list() for column in steps.iter_columns())
    return ask(snapshot, "known_tasks", viewer=viewer, selection=selection, on=on, students=students, days=days)

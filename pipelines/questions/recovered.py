"""Who went down: stages that lapsed in the last school weeks, and what a quiet time after a step is measured by."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def lapsed(snapshot: Rows, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil and ladder whose stage lapsed in the last school weeks and who now is lower, or nowhere.

    `since` is the first school day without it. `lasts` says what ended: periode or kwartaal (`ended_key`), null for
    the window of the national norm that emptied. `value_now` is what the same counter holds in the running one
    (`now_key`), null when nothing was registered.
    """
    return ask(snapshot, "lapsed", viewer=viewer, selection=selection, on=on)


def current_steps(
    snapshot: Rows, viewer: Viewer, on: date, students: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per current step of these pupils, however old: `actions` and `came_on` as in `worklist`, no reasons."""
    values = {"selection": selection, "on": on, "students": list(students), "older": True}
    return ask(snapshot, "current_steps", viewer=viewer, **values)


def counted_days(
    snapshot: Rows, viewer: Viewer, on: date, students: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil, ladder of the protocol in force and day of this school year on which something counted."""
    return ask(snapshot, "counted_days", viewer=viewer, selection=selection, on=on, students=list(students))


def came_back(snapshot: Rows, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> list[str]:
    """Numbers of the pupils with a follow-up to which they came, in the last school weeks."""
    return ask(snapshot, "came_back", viewer=viewer, selection=selection, on=on)["student_id"].to_list()


def school_days(snapshot: Rows, viewer: Viewer, on: date) -> pl.DataFrame:
    """The school days of this school year up to the day; `is_recent` in the weeks that the worklist looks back."""
    return ask(snapshot, "school_days", viewer=viewer, on=on)

"""One pupil: registrations by day and lesson hour, placements, steps and sick spells."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def students(snapshot: Rows, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil enrolled on the day (or of unknown enrolment), by name."""
    return ask(snapshot, "students", viewer=viewer, selection=selection, on=on)


def own(snapshot: Rows, viewer: Viewer) -> pl.DataFrame:
    """One row per pupil who is the viewer's today, `school` and `student_id`, whatever day is looked at."""
    return ask(snapshot, "own", viewer=viewer)


def left(snapshot: Rows, viewer: Viewer, school: str, student_id: str) -> pl.DataFrame:
    """The last day of the pupil at the school, when he or she left; null when only a list of the whole school says so."""
    return ask(snapshot, "pupil_left", viewer=viewer, school=school, student_id=student_id)


def slots(snapshot: Rows, viewer: Viewer, on: date, school: str, student_id: str) -> pl.DataFrame:
    """One row per registration of the pupil this school year up to the day, by lesson hour; null: hours unknown."""
    return _of_pupil(snapshot, "pupil_slots", viewer, on, school, student_id)


def steps(snapshot: Rows, viewer: Viewer, on: date, school: str, student_id: str, protocol: str) -> pl.DataFrame:
    """One row per stage reached this school year or still holding; `holds` says whether the pupil still is there."""
    return _of_pupil(snapshot, "pupil_steps", viewer, on, school, student_id, protocol=protocol)


def counters(snapshot: Rows, viewer: Viewer, on: date, school: str, student_id: str, protocol: str) -> pl.DataFrame:
    """One row per condition of the protocol: the counter as it stands for the pupil, and the number of the stage.

    `value` is in the unit of the counter; null when nothing was counted in its window. `with_others`: the stage asks
    for more than this condition. `share`: the counter is a share of lessons. Stages without a number here are left out.
    """
    return _of_pupil(snapshot, "pupil_counters", viewer, on, school, student_id, protocol=protocol)


def followups(snapshot: Rows, viewer: Viewer, on: date, school: str, student_id: str) -> pl.DataFrame:
    """One row per follow-up of this school year that a file brought; `shown`: whether the pupil came, null unknown."""
    return _of_pupil(snapshot, "pupil_followups", viewer, on, school, student_id)


def placements(snapshot: Rows, viewer: Viewer, on: date, school: str, student_id: str) -> pl.DataFrame:
    """One row per klas that the pupil was in, newest first; `valid_until` is the first day after."""
    return _of_pupil(snapshot, "pupil_placements", viewer, on, school, student_id)


def spells(snapshot: Rows, viewer: Viewer, on: date, school: str, student_id: str) -> pl.DataFrame:
    """One row per sick spell of this school year up to the day; lengths in school days, `hours` null when not all known."""
    return _of_pupil(snapshot, "pupil_spells", viewer, on, school, student_id)


def _of_pupil(
    snapshot: Rows, name: str, viewer: Viewer, on: date, school: str, student_id: str, **more: str
) -> pl.DataFrame:
    values = {"on": on, "school": school, "student_id": student_id, **more}
    return ask(snapshot, name, viewer=viewer, selection=EVERYTHING, **values)

"""One pupil: registrations by day and lesson hour, placements, steps and sick spells."""

from datetime import date
from typing import Literal

import polars as pl

from pipelines.questions.question import Rows, ask, question
from pipelines.viewer import EVERYTHING, Selection, Viewer


def students(snapshot: Rows, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil enrolled on the day (or of unknown enrolment), by name."""
    return ask(snapshot, "students", viewer=viewer, selection=selection, on=on)


def own(snapshot: Rows, viewer: Viewer) -> pl.DataFrame:
    """One row per pupil who is the viewer's today, `school` and `student_id`, whatever day is looked at."""
    return ask(snapshot, "own", viewer=viewer)


OfAll = Literal["pupil_counters", "pupil_followups", "pupil_left", "pupil_placements", "pupil_spells", "pupil_steps"]


def of_all(snapshot: Rows, name: OfAll, viewer: Viewer, on: date, school: str, protocol: str) -> pl.DataFrame:
    """What is asked of one pupil after another, of all of the viewer at once, with the number of each: `student_id`.

    To plan a question takes longer than to ask it of everybody.
    """
    values = {"viewer": viewer, "selection": EVERYTHING, "on": on, "school": school, "protocol": protocol}
    return ask(snapshot, name, **{key: value for key, value in values.items() if key in question(name).values})


def slots(snapshot: Rows, viewer: Viewer, on: date, school: str, student_id: str) -> pl.DataFrame:
    """One row per registration of the pupil this school year up to the day, by lesson hour; null: hours unknown."""
    values = {"on": on, "school": school, "student_id": student_id}
    return ask(snapshot, "pupil_slots", viewer=viewer, selection=EVERYTHING, **values)


def conditions(snapshot: Rows, viewer: Viewer, on: date, school: str, protocol: str) -> pl.DataFrame:
    """One row per condition of the protocol that can be computed, with the number of its stage.

    `with_others`: the stage asks for more than this condition. `share`: the counter is a share of lessons.
    """
    return ask(snapshot, "conditions", viewer=viewer, on=on, school=school, protocol=protocol)


def with_values(conditions: pl.DataFrame, counters: pl.DataFrame) -> pl.DataFrame:
    """Conditions with the counter (`pupil_counters` of one pupil) as it stands: `value`, null when nothing was counted."""
    return conditions.join(counters.select("counter", "value"), on="counter", how="left", maintain_order="left")

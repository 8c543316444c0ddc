"""The cached doors to one pupil."""

import polars as pl

from dashboard.app_pages.leerling import charts, shapes, steps as step_rows
from dashboard.doors import door, drawing
from dashboard.marks import Drawing
from dashboard.of_pupils import counters, rows
from dashboard.school import category_labels, opened, parts, students, vacations
from dashboard.stages.doors import standing
from dashboard.steps.doors import marked, tasks_of_pupil
from dashboard.view import View
from dashboard.whole_days.doors import rows as whole_days
from pipelines.questions import pupil as pupil_questions
from pipelines.questions.leerplicht import leaving, leerplicht
from pipelines.viewer import EVERYTHING


@door()
def _norm(view: View) -> pl.DataFrame:
    # Of all own pupils at once: the next one who is opened needs no question.
    return leerplicht(opened(view), view.viewer, view.on, EVERYTHING)


@door()
def _leaving(view: View) -> pl.DataFrame:
    return leaving(opened(view), view.viewer, view.on)


@door()
def pupil(view: View, student_id: str) -> shapes.Pupil:
    """Everything about one pupil. Raises KeyError for a pupil outside the rights of the viewer and the choice."""
    everyone = view.choosing(EVERYTHING)
    mine = pl.col("student_id") == student_id
    names = dict(zip(parts(view)["afdeling"], parts(view)["name"], strict=True))
    who = students(view)[student_id]
    age = shapes.age(who["birth_date"], view.aged_on, exact=view.viewer.reads("geboortedatum"))
    return shapes.pupil(
        about=shapes.about(who, rows(view, "pupil_placements", student_id), names, view.on, age),
        slots=pupil_questions.slots(opened(view), view.viewer, view.on, view.school, student_id),
        vacations=vacations(view),
        counter_rows=counters(view, student_id),
        steps=rows(view, "pupil_steps", student_id),
        spells=rows(view, "pupil_spells", student_id),
        followups=rows(view, "pupil_followups", student_id),
        standing=standing(everyone, view.protocol).filter(mine),
        norm=_norm(everyone).filter(mine),
        leaving=_leaving(everyone).filter(mine),
        labels=category_labels(view),
        whole_days=whole_days(everyone).filter(mine),
        gone=rows(view, "pupil_left", student_id),
    )


def left(view: View, student_id: str) -> str:
    """That a pupil left the school, for who sees the whole of it; empty for anybody else, and for a pupil who is there."""
    return shapes.left(rows(view, "pupil_left", student_id))


@drawing()
def year(view: View, student_id: str) -> Drawing | None:
    """The school year of one pupil as a chart; None when nothing was registered."""
    found = pupil(view, student_id)
    if found.calendar.is_empty():
        return None
    return charts.year_calendar(found.calendar, found.vacations, category_labels(view))


@door(notes=marked)
def steps(view: View, student_id: str) -> pl.DataFrame:
    """The steps of one pupil of the last school weeks, done ones included, whatever part of the school is chosen."""
    found = step_rows.worklist(tasks_of_pupil(view, student_id))
    return found.select("Ladder", "Trede", "Waarom", "Wie doet wat", "Uiterlijk", "Stand")

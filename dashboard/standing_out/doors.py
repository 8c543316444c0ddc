"""Cached doors to who stands out in unauthorised absence and lates."""

from dataclasses import replace

import polars as pl

from dashboard import words
from dashboard.doors import door
from dashboard.listing import Listing, Pick
from dashboard.school import opened, settings, students
from dashboard.standing_out import shapes
from dashboard.view import View
from pipelines.questions import standing_out as questions
from pipelines.viewer import EVERYTHING

WIDTHS = (("Leerling", 150), ("Klas", 60), ("Woord", 75), ("Wat", 635))


@door()
def _judged(whole: View) -> pl.DataFrame:
    return questions.school_judged(opened(whole), whole.viewer, whole.on, whole.school)


@door()
def _found(everybody: View) -> questions.StandingOut:
    # What the own pupils are held against is the same for everybody: the first who looks waits for it, and no other.
    judged = _judged(replace(everybody, viewer=everybody.viewer.school_wide()))
    return questions.standing_out(opened(everybody), everybody.viewer, everybody.on, everybody.school, judged)


def _all(view: View) -> questions.StandingOut:
    """Of all pupils of the viewer, whatever is chosen: who looks at one klas after another would look at chance."""
    return _found(view.choosing(EVERYTHING))


def _weeks(view: View) -> int:
    return int(settings(view)["recent_weeks"])


@door()
def listing(view: View) -> Listing:
    """Pupils within the choice who stand out more than chance explains."""
    rows = _all(view).pupils.filter(pl.col("student_id").is_in(list(students(view))))
    return Listing(
        Pick("valt-op"),
        f"Wie opvalt in ongeoorloofd verzuim en te laat komen, op {words.day(view.on)}",
        shapes.listed(rows, _weeks(view)),
        "Binnen deze keuze valt niemand meer op dan toeval geeft.",
        WIDTHS,
        ("Mentor",),
    )


@door()
def answer(view: View) -> str:
    """Who stands out, in one sentence."""
    return shapes.answer(_all(view).tests, listing(view).pupils())


@door()
def tests(view: View) -> pl.DataFrame:
    """What was tested, found and expected by chance, of all pupils of the viewer."""
    return shapes.tests(_all(view).tests)


def explained(view: View) -> str:
    """How to read it."""
    return shapes.explained(settings(view))


def of_pupil(view: View, student_id: str) -> list[str]:
    """What stands out of one pupil, in sentences."""
    found = _all(view)
    return shapes.of_pupil(found.pupils.filter(student_id=student_id), found.tests, _weeks(view))

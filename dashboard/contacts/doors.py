"""Cached doors to contacts: of one pupil, and the last one of everybody, as far as the viewer may see them."""

import polars as pl

from dashboard import access
from dashboard.contacts import shapes
from dashboard.doors import Version, door
from dashboard.school import opened
from dashboard.view import View
from pipelines.notes import contacts
from pipelines.questions.ladders import stage_rules
from pipelines.viewer import EVERYTHING


def noted(view: View) -> Version:
    """What changes with every contact and day: a new one shows at once."""
    return (*contacts.contact_version(access.workspace()), view.noted_until.toordinal())


@door(notes=noted)
def every(view: View) -> pl.DataFrame:
    """One row per contact that the viewer may see, with pupils of the whole school of the view; newest first."""
    asked = (view.viewer, view.on, view.school, EVERYTHING, view.noted_until)
    return contacts.contacts(access.workspace(), opened(view), *asked)


@door(notes=noted)
def last(view: View) -> pl.DataFrame:
    """One row per pupil with a contact that the viewer may see: `student_id`, `contact_on` and `kind` in words of the last."""
    found = contacts.last_contacts(every(view.choosing(EVERYTHING)))
    return shapes.in_words(found).select("student_id", "contact_on", "kind")


@door(notes=noted)
def of_pupil(view: View, student_id: str) -> pl.DataFrame:
    """One row per contact with a pupil that the viewer may see, newest first; columns in `shapes.of_pupil`."""
    found = every(view.choosing(EVERYTHING)).filter(pl.col("student_id") == student_id)
    return shapes.of_pupil(found, stage_rules(opened(view)))

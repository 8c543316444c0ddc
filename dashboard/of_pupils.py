"""Cached doors to what a page tells of one pupil, asked of all of the viewer at once: the next one needs no question."""

import polars as pl

from dashboard.doors import door
from dashboard.school import opened
from dashboard.view import View
from pipelines.questions import pupil
from pipelines.questions.pupil import OfAll
from pipelines.viewer import EVERYTHING


def rows(view: View, name: OfAll, student_id: str) -> pl.DataFrame:
    """The rows of a question about a pupil of the viewer, whatever part of the school is chosen."""
    return _of_all(view.choosing(EVERYTHING), name).filter(pl.col("student_id") == student_id)


@door()
def _of_all(view: View, name: OfAll) -> pl.DataFrame:
    return pupil.of_all(opened(view), name, view.viewer, view.on, view.school, view.protocol)


def counters(view: View, student_id: str) -> pl.DataFrame:
    """One row per condition of the protocol with the counter as it stands for a pupil: `value`, null when nothing counted."""
    return pupil.with_values(_conditions(view.choosing(EVERYTHING)), rows(view, "pupil_counters", student_id))


@door()
def _conditions(view: View) -> pl.DataFrame:
    return pupil.conditions(opened(view), view.viewer, view.on, view.school, view.protocol)

"""Cached doors to the care of one pupil; without the right to care everything is empty."""

import polars as pl
import streamlit as st

from dashboard import access
from dashboard.app_pages.ziekte.doors import noted, signals
from dashboard.care import shapes
from dashboard.school import KEPT, opened
from dashboard.view import View
from pipelines.notes import care
from pipelines.questions.pupil import spells
from pipelines.questions.school import vacations
from pipelines.viewer import EVERYTHING


def case(view: View, student_id: str) -> shapes.Case:
    """Signals, contacts, the mark and the next review of a pupil in the viewer's care, whatever part is chosen."""
    return _case(view.choosing(EVERYTHING), student_id, noted(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _case(view: View, student_id: str, version: tuple[int, ...]) -> shapes.Case:
    snapshot = opened(view)
    notes = (access.workspace(), snapshot, view.viewer, view.noted_until, view.school)
    mine = pl.col("student_id") == student_id
    own = spells(snapshot, view.viewer, view.on, view.school, student_id)
    return shapes.case(
        signals(view).frame.filter(pl.col("nummer") == student_id),
        own if view.viewer.care else own.clear(),
        care.contacts(*notes).filter(mine),
        care.concerns(*notes).filter(mine),
        vacations(snapshot, view.on, view.school),
        view.noted_until,
    )

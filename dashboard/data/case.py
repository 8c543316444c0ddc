"""Cached doors to the care of one pupil; without the right to care everything is empty."""

import polars as pl
import streamlit as st

from dashboard import access
from dashboard.data.school import KEPT, opened
from dashboard.data.sickness import noted, signals
from dashboard.shapes import case as shapes
from dashboard.view import View
from pipelines import care
from pipelines.queries.pupil import spells
from pipelines.queries.school import vacations
from pipelines.queries.scope import EVERYTHING


def case(view: View, student_id: str) -> shapes.Case:
    """Signals, contacts, the mark and the next review of a pupil in the viewer's care, whatever part is chosen."""
    return _case(view.choosing(EVERYTHING), student_id, noted(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _case(view: View, student_id: str, version: tuple[int, ...]) -> shapes.Case:
    snapshot = opened(view)
    notes = (access.workspace(), snapshot, view.scope, view.noted_until, view.school)
    mine = pl.col("student_id") == student_id
    own = spells(snapshot, view.scope, view.on, view.school, student_id)
    return shapes.case(
        signals(view).frame.filter(pl.col("nummer") == student_id),
        own if view.scope.care else own.clear(),
        care.contacts(*notes).filter(mine),
        care.concerns(*notes).filter(mine),
        vacations(snapshot, view.on, view.school),
        view.noted_until,
    )

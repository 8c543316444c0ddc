"""Cached doors to one pupil."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.data.ladders import standing
from dashboard.data.school import KEPT, category_labels, opened
from dashboard.shapes import pupil as shapes
from dashboard.view import View
from pipelines.queries import leerplicht as leerplicht_queries
from pipelines.queries import pupil as pupil_queries
from pipelines.queries.scope import EVERYTHING


@st.cache_data(max_entries=KEPT, show_spinner=False)
def students(view: View) -> dict[str, dict[str, Any]]:
    """Pupils that the viewer may open, by number, in order of name."""
    rows = pupil_queries.students(opened(view), view.scope, view.on, view.selection)
    return {row["student_id"]: row for row in rows.iter_rows(named=True)}


@st.cache_data(max_entries=KEPT, show_spinner=False)
def pupil(view: View, student_id: str) -> shapes.Pupil:
    """Everything about one pupil; empty when he or she is outside the scope."""
    snapshot = opened(view)
    whole = (view.scope, view.on)
    everyone = leerplicht_queries.leerplicht(snapshot, *whole, EVERYTHING)
    mine = pl.col("student_id") == student_id
    return shapes.pupil(
        slots=pupil_queries.slots(snapshot, *whole, view.school, student_id),
        steps=pupil_queries.steps(snapshot, *whole, view.school, student_id, view.protocol),
        spells=pupil_queries.spells(snapshot, *whole, view.school, student_id),
        standing=standing(view.choosing(EVERYTHING), view.protocol).filter(mine),
        norm=everyone.filter(mine),
        leaving=leerplicht_queries.leaving(snapshot, *whole).filter(mine),
        labels=category_labels(view),
        on=view.on,
    )

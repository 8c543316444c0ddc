"""Cached doors to one pupil."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard.app_pages.ladders.doors import standing
from dashboard.app_pages.leerling import shapes
from dashboard.doors import KEPT
from dashboard.school import category_labels, opened, parts
from dashboard.view import View
from dashboard.whole_days import doors as whole_days
from pipelines.questions import leerplicht as leerplicht_queries
from pipelines.questions import pupil as pupil_queries
from pipelines.questions import school as school_queries
from pipelines.viewer import EVERYTHING


@st.cache_data(max_entries=KEPT, show_spinner=False)
def students(view: View) -> dict[str, dict[str, Any]]:
    """Pupils that the viewer may open, by number, in order of name."""
    rows = pupil_queries.students(opened(view), view.viewer, view.on, view.selection)
    return {row["student_id"]: row for row in rows.iter_rows(named=True)}


@st.cache_data(max_entries=KEPT, show_spinner=False)
def pupil(view: View, student_id: str) -> shapes.Pupil:
    """Everything about one pupil. Raises KeyError for a pupil outside the rights of the viewer and the choice."""
    snapshot = opened(view)
    whole = (view.viewer, view.on)
    everyone = leerplicht_queries.leerplicht(snapshot, *whole, EVERYTHING)
    mine = pl.col("student_id") == student_id
    one = (snapshot, *whole, view.school, student_id)
    names = dict(zip(parts(view)["afdeling"], parts(view)["name"], strict=True))
    return shapes.pupil(
        about=shapes.about(students(view)[student_id], pupil_queries.placements(*one), names, view.on),
        slots=pupil_queries.slots(*one),
        vacations=school_queries.vacations(snapshot, view.on, view.school),
        counter_rows=pupil_queries.counters(*one, view.protocol),
        steps=pupil_queries.steps(*one, view.protocol),
        spells=pupil_queries.spells(*one),
        followups=pupil_queries.followups(*one),
        standing=standing(view.choosing(EVERYTHING), view.protocol).filter(mine),
        norm=everyone.filter(mine),
        leaving=leerplicht_queries.leaving(snapshot, *whole).filter(mine),
        labels=category_labels(view),
        whole_days=whole_days.rows(view.choosing(EVERYTHING)).filter(mine),
    )

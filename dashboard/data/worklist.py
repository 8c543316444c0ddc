"""Cached doors to the worklist."""

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.data.school import KEPT, opened
from dashboard.listing import Listing, Pick
from dashboard.shapes import worklist as shapes
from dashboard.view import View
from pipelines.queries import worklist as worklist_queries


@st.cache_data(max_entries=KEPT, show_spinner=False)
def worklist(view: View) -> pl.DataFrame:
    """Due steps with sentence, role and deadline."""
    snapshot = opened(view)
    rows = worklist_queries.worklist(snapshot, view.scope, view.on, view.selection)
    return shapes.worklist(rows, worklist_queries.actions(snapshot), view.on)


def steps(view: View, shown: str = "", role: str = "") -> Listing:
    """The worklist, or the part of it with one standing (nieuw, loopt, ...) or for one role."""
    chosen = shapes.chosen_steps(worklist(view), shown, role)
    title = f"Werklijst{': ' + shown if shown else ''}{' voor ' + role if role else ''} op {words.day(view.on)}"
    return Listing(
        Pick("werklijst", (shown, role)),
        title,
        chosen,
        "Niemand heeft binnen deze keuze een volgende stap nodig.",
        (("Waarom", 200), ("Wie doet wat", 430)),
    )

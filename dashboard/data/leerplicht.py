"""Cached doors to the 16-hour norm."""

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.data.school import KEPT, opened
from dashboard.listing import Listing, Pick
from dashboard.shapes import leerplicht as shapes
from dashboard.view import View
from pipelines.queries import leerplicht as leerplicht_queries


@st.cache_data(max_entries=KEPT, show_spinner=False)
def leerplicht(view: View) -> pl.DataFrame:
    """Pupils with a report this school year or near the norm, with the hours that leave the window next."""
    snapshot = opened(view)
    rows = leerplicht_queries.leerplicht(snapshot, view.scope, view.on, view.selection)
    leaving = leerplicht_queries.leaving(snapshot, view.scope, view.on, view.selection)
    return shapes.leerplicht(rows, leaving, view.on)


def due(view: View) -> Listing:
    """Reports of the last weeks."""
    return Listing(
        Pick("te-melden"),
        f"Te melden op {words.day(view.on)}",
        shapes.due(leerplicht(view)),
        "In de laatste weken bereikte niemand de norm.",
    )


def nearing(view: View) -> Listing:
    """Pupils near a first or a next report."""
    return Listing(
        Pick("nadert"),
        f"Naderen de 16 uur op {words.day(view.on)}",
        shapes.nearing(leerplicht(view)),
        "Niemand nadert de norm.",
        (("Vervalt het eerst", 400),),
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def reports(view: View) -> Listing:
    """Every report of the school year up to the peildatum."""
    rows = leerplicht_queries.reports(opened(view), view.scope, view.on, view.selection)
    return Listing(
        Pick("meldingen"),
        f"Meldingen van dit schooljaar tot en met {words.day(view.on)}",
        shapes.reports(rows, view.on),
        "Dit schooljaar bereikte niemand de norm.",
    )

"""Cached doors to the stages of ladders and the pupils on them."""

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.data.school import KEPT, opened
from dashboard.listing import Listing, Pick
from dashboard.shapes import ladders as shapes
from dashboard.view import View
from pipelines.queries import ladders as ladder_queries
from pipelines.queries import stages as stage_queries


@st.cache_data(max_entries=KEPT, show_spinner=False)
def ladders(view: View) -> pl.DataFrame:
    """The stages of every protocol, in order."""
    return ladder_queries.ladders(opened(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def standing(view: View, protocol: str) -> pl.DataFrame:
    """Pupils with their stage on each ladder of a protocol, and what is missing to the next."""
    snapshot = opened(view)
    rows = stage_queries.stages(snapshot, view.scope, view.on, protocol, selection=view.selection)
    ahead = ladder_queries.next_stages(snapshot, view.scope, view.on, protocol, view.selection)
    return shapes.standing(rows, ahead, ladders(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def on_stage(view: View, protocol: str, ladder: str, stage: str = "") -> Listing:
    """The pupils on one ladder, or on one stage of it. Raises KeyError for a ladder or stage that does not exist."""
    rows = ladders(view).rows_by_key(["protocol", "ladder"], named=True, include_key=True)[protocol, ladder]
    on = f"op {words.day(view.on)}"
    title = f"Op de ladder {rows[0]['ladder_name']} {on}"
    if stage:
        title = f"Op trede {stage} ({ {row['stage']: row['stage_name'] for row in rows}[stage] }) {on}"
    return Listing(
        Pick("trede", (protocol, ladder, stage) if stage else (protocol, ladder)),
        title,
        shapes.on_stage(standing(view, protocol), ladder, stage),
        "Niemand staat op deze trede.",
        (("Trede", 190), ("Volgende trede", 300)),
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def stage_bars(view: View, protocol: str, ladder: str) -> pl.DataFrame:
    """Pupils per stage of one ladder; stages without pupils are there with zero."""
    return shapes.stage_bars(standing(view, protocol), ladders(view), protocol, ladder)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def stage_weeks(view: View, protocol: str, ladder: str) -> tuple[pl.DataFrame, list[str]]:
    """Pupils per stage through the weeks, and the order of the stages."""
    snapshot = opened(view)
    rows = ladder_queries.stage_weeks(snapshot, view.scope, view.on, protocol, ladder, view.selection)
    return shapes.stage_weeks(rows, ladders(view), protocol, ladder)

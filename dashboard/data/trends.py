"""Cached doors to the weekly rates and the pupils behind them."""

from datetime import date

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.data.school import KEPT, category_labels, opened, parts, settings
from dashboard.listing import Listing, Pick
from dashboard.shapes import trends as shapes
from dashboard.view import View
from pipelines.queries import pupil as pupil_queries
from pipelines.queries import trends as trend_queries


@st.cache_data(max_entries=KEPT, show_spinner=False)
def week_trend(view: View, category: str) -> tuple[pl.DataFrame, shapes.Band]:
    """Weekly rates of the school year for the whole selection, beside last year, with the band of chance."""
    snapshot = opened(view)
    first = date(view.on.year - (2 if view.on.month < 8 else 1), 8, 1)
    rows = trend_queries.trends(snapshot, view.scope, first, view.on, by=None, selection=view.selection)
    rows = rows.filter(pl.col("category") == category)
    return shapes.week_trend(rows, view.on, settings(view))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def part_trends(view: View, category: str) -> pl.DataFrame:
    """Weekly rates of the school year per afdeling, beside last year."""
    snapshot = opened(view)
    first = date(view.on.year - (2 if view.on.month < 8 else 1), 8, 1)
    rows = trend_queries.trends(snapshot, view.scope, first, view.on, by="afdeling", selection=view.selection)
    rows = rows.filter(pl.col("category") == category)
    names = parts(view).select("afdeling", "name", "afdeling_order").unique()
    return shapes.part_trends(rows, names, view.on)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def week_pupils(view: View, category: str, monday: str) -> Listing:
    """Pupils with registrations of a category in the school week of a Monday (ISO date).

    Raises KeyError for a category and ValueError for a date that does not exist.
    """
    week, label = date.fromisoformat(monday), (shapes.TOTAL_LABELS | category_labels(view))[category]
    snapshot = opened(view)
    rows = pupil_queries.week_pupils(snapshot, view.scope, view.on, view.school, category, week, view.selection)
    return Listing(
        Pick("week", (category, monday)),
        f"{label} in de week van {words.day(week, year=True)}",
        shapes.week_pupils(rows),
        "In deze week is bij niemand deze registratie gedaan.",
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def trend_categories(view: View) -> dict[str, str]:
    """Categories with registrations this school year, totals first, with their labels."""
    first = date(view.on.year - (1 if view.on.month < 8 else 0), 8, 1)
    rows = trend_queries.trends(opened(view), view.scope, first, view.on, by=None)
    present = rows.group_by("category").agg(pl.col("missed_hours").sum())
    return shapes.trend_categories(present.sort("missed_hours", descending=True), category_labels(view))

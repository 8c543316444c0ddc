"""Cached doors to the finished charts of Trends: making one takes longer than all its figures."""

from typing import Any

import streamlit as st

from dashboard.app_pages.trends import doors as data
from dashboard.app_pages.trends import hours_charts as trends_hours
from dashboard.doors import KEPT
from dashboard.marks import finished
from dashboard.rates import funnel_charts, weekly_charts
from dashboard.view import View


@st.cache_data(max_entries=KEPT, show_spinner=False)
def weeks(view: View, category: str) -> dict[str, Any]:
    """The weekly rate of the school year."""
    rows, band = data.week_trend(view, category)
    return finished(weekly_charts.week_trend(rows, band.centre, band.lower, band.upper, band.unit))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def parts(view: View, category: str) -> dict[str, Any]:
    """The weekly rate of every afdeling."""
    _, band = data.week_trend(view, category)
    return finished(weekly_charts.part_trends(data.part_trends(view, category), band.unit))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def funnel(view: View, category: str, by: str) -> dict[str, Any] | None:
    """The funnel of afdelingen or klassen; None when no mean of pupils is known."""
    compared = data.comparison(view, category, by)
    if compared.mean is None:
        return None
    return finished(funnel_charts.funnel(compared.points, compared.curves, compared.mean, compared.unit))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def heat(view: View, category: str) -> dict[str, Any]:
    """The heat map of weekday and lesson hour."""
    found = data.heat(view, category)
    return finished(trends_hours.heat(found.frame, found.unit))

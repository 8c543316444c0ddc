"""Cached doors to the finished charts of Ladders: making one takes longer than its figures."""

from typing import Any

import streamlit as st

from dashboard.app_pages.ladders import doors as data
from dashboard.doors import KEPT
from dashboard.marks import finished
from dashboard.stages import charts
from dashboard.view import View


@st.cache_data(max_entries=KEPT, show_spinner=False)
def bars(view: View, protocol: str, ladder: str) -> dict[str, Any]:
    """Pupils per stage."""
    return finished(charts.stage_bars(data.stage_bars(view, protocol, ladder)))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def weeks(view: View, protocol: str, ladder: str) -> dict[str, Any]:
    """Pupils per stage through the weeks."""
    return finished(charts.stage_weeks(*data.stage_weeks(view, protocol, ladder)))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def moves(view: View, since: str, protocol: str, ladder: str) -> dict[str, Any]:
    """Pupils by stage before and after."""
    return finished(charts.move_cells(*data.move_cells(view, since, protocol, ladder)))

"""Cached doors to the finished charts of Ziekte: making one takes longer than its figures."""

from typing import Any

import streamlit as st

from dashboard.app_pages.ziekte import charts
from dashboard.app_pages.ziekte.doors import share_parts
from dashboard.doors import KEPT
from dashboard.marks import finished
from dashboard.view import View


@st.cache_data(max_entries=KEPT, show_spinner=False)
def shares(view: View) -> dict[str, Any]:
    """The share of pupils with worrying sick absence per afdeling."""
    return finished(charts.shares(share_parts(view)))

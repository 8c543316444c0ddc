"""Bekijk als: the pages as another person of the table sees them, at most as far as oneself may see too."""

import streamlit as st

# The choice in the sidebar; in the address too, so that a page that is opened anew is still that of the other.
KEY = "als"


def chosen() -> str:
    """The person through whose eyes one looks; empty for one's own."""
    return str(st.session_state.get(KEY) or "")

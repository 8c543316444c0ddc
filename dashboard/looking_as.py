"""Bekijk als: the pages as another person of the table sees them, at most as far as oneself may see too."""

import streamlit as st

# The choice in the sidebar; in the address too, so that a page that is opened anew is still that of the other.
KEY = "als"


def chosen() -> str:
    """The person through whose eyes one looks; empty for one's own."""
    found = st.session_state[KEY] if KEY in st.session_state else st.query_params.get(KEY)
    return str(found or "")

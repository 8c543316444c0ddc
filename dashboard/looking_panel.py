"""Bekijk als, in the sidebar: for who may look through the eyes of another, with what that is said above every page."""

import streamlit as st

from dashboard import access, access_log, looking_as

# For whom a line stands in the log already, in this session.
TOLD = "als-vastgelegd"


def draw() -> None:
    """The choice, and above the page that one looks as another; each choice is written down before anything is shown."""
    people = access.people_to_look_as()
    if not people:
        return
    with st.sidebar:
        chosen = st.selectbox(
            "Bekijk als",
            list(people),
            index=None,
            placeholder="uzelf",
            key=looking_as.KEY,
            bind="query-params",
            help="De pagina's zoals een ander ze ziet: alleen wat u allebei mag zien. Het wordt vastgelegd.",
        )
    if not chosen:
        st.session_state.pop(TOLD, None)
        return
    if st.session_state.get(TOLD) != chosen:
        access_log.note("view_as", what=chosen)
        st.session_state[TOLD] = chosen
    st.warning(
        f"U bekijkt de pagina's als {chosen} ({people[chosen]}): alleen wat u allebei mag zien. Vastleggen kan nu niet. "
        "Kies links weer uzelf om te stoppen."
    )

"""What is told in passing of something that was kept."""

import streamlit as st

# No widget: what is to be told survives until the run that shows it, and no longer.
SAID = "gezegd"


def say(text: str, icon: str | None = None) -> None:
    """Tells in passing what was kept, also when the page is drawn anew at once: a toast of before that may be lost."""
    st.session_state[SAID] = [*st.session_state.get(SAID, []), (text, icon)]


def said() -> None:
    """Draws what is to be told; the last thing of every run."""
    for text, icon in st.session_state.pop(SAID, []):
        st.toast(text, icon=icon)

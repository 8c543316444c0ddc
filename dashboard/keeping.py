"""What every form that writes shares: files for their owner only, what is wrong in words, and the page drawn anew."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from dashboard import access
from pipelines.notes.notes import LONGEST_INITIALS, SHORTEST_INITIALS
from pipelines.store.workspace import private_umask
from pipelines.trouble import in_words


def initials_field(key: str, width: int | Literal["stretch"] = 160) -> str:
    """Draws the field for the initials of whoever notes, and gives them; remembered for the session."""
    return st.text_input(
        "Paraaf",
        max_chars=LONGEST_INITIALS,
        key=key,
        persist_state="session",
        placeholder=f"{SHORTEST_INITIALS} tot {LONGEST_INITIALS} letters",
        width=width,
    )


def kept(write: Callable[[], object]) -> str:
    """Writes what somebody entered; what is wrong and what to do, empty when it was kept."""
    private_umask()
    try:
        write()
    except Exception as error:
        understood = in_words(error, access.folder())
        if understood is None:
            raise
        return f"{understood.what} {understood.remedy}"
    return ""


def answer(problem: str) -> None:
    """Says what is wrong, or draws the page anew with what was kept."""
    if problem:
        st.error(problem)
    else:
        st.rerun()

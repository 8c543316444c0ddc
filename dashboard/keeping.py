"""What every form that writes shares: files for their owner only, what is wrong in words, and the page drawn anew."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

import streamlit as st

from dashboard import access, words
from pipelines.notes.notes import LONGEST_INITIALS, SHORTEST_INITIALS
from pipelines.settings.settings import SettingsError
from pipelines.store.workspace import private_umask
from pipelines.trouble import in_words

ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def initials_field(key: str, width: int | Literal["stretch"] = 160) -> str:
    """Draws the field for the initials of whoever notes, and gives them; remembered for the session.

    Who signed in has initials of his or her own, and types none.
    """
    who = access.viewer(access.workspace())
    if who.offices:
        return who.initials
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


def in_words_of_fields(error: SettingsError, labels: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """What is wrong with a setting, by the key of its field; `labels` are the words for keys that a form has."""
    field = next(part for part in reversed(error.key) if isinstance(part, str))
    if error.problem == "ontbreekt":
        return {field: "Vul dit in."}
    said = f"{words.capital(error.problem)}. {error.remedy}"
    said = ISO_DAY.sub(lambda found: words.day(date.fromisoformat(found[0]), year=True), said)
    for key, label in labels.items():
        if key.isdigit():  # a number in a sentence is a value
            continue
        said = re.sub(rf"\b{key}\b", label.lower(), said)
    return {field: said}

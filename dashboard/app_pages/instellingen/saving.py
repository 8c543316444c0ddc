"""Keeps what a form of Instellingen asks: checked, stored, built, and undone in one click."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import access
from dashboard.app_pages.instellingen.fields import Field, Slots
from dashboard.building import building
from dashboard.keeping import in_words_of_fields, kept
from dashboard.saying import say
from pipelines.errors import UsageError
from pipelines.settings import keep
from pipelines.settings.settings import SettingsError

Edit = Callable[[str, Path], str]
NO_RIGHT = UsageError("U mag de instellingen van deze school niet wijzigen.", "Vraag de verzuimcoördinator.")


def version() -> str:
    """The version of the settings that this page shows."""
    return keep.version(access.workspace())


def button(label: str, seen: str, key: str, form: bool = True) -> bool:
    """A button that keeps something; a click on what somebody else changed meanwhile is told, and does nothing.

    Fields are drawn anew for another version of the settings, and a button with them: only what is called by a click itself
    still knows which version that click was about.
    """
    draw = st.form_submit_button if form else st.button
    return draw(label, key=f"{key}-{seen}", on_click=_told, args=(seen,))


def _told(seen: str) -> None:
    if version() != seen:
        st.error(f"{keep.CHANGED_SINCE} {keep.LOOK_AGAIN}")


def store(
    school: str,
    part: str,
    what: str,
    seen: str,
    edit: Edit,
    slots: Slots | None = None,
    fields: Mapping[str, Field] | None = None,
    place: int | None = None,
) -> None:
    """Stores an edit and draws the page anew; else says beside the field, or below the form, what is wrong.

    `place` is that of the item in its list: a fault in another one is told as such.
    """
    labels = {name: each.label for name, each in (fields or {}).items()}
    wrong: dict[str, str] = {}
    bar = st.progress(0.0, "Bewaren")

    def write() -> None:
        if not access.may_change(school):
            raise NO_RIGHT
        try:
            changed = keep.change(
                access.workspace(), seen, school, part, what, access.decides(), edit, building(bar.progress)
            )
            say("Bewaard." if changed else "Er was niets te bewaren.")
        except SettingsError as error:
            found = in_words_of_fields(error, labels)
            elsewhere = place is not None and place not in error.key[2:]
            wrong.update({"": f"Een andere regel van deze lijst: {' '.join(found.values())}"} if elsewhere else found)

    problem = kept(write)
    bar.empty()
    if not problem and not wrong:
        st.rerun()
    if problem:
        st.error(problem)
    for name, said in wrong.items():
        (slots or {}).get(name, st).error(said if name in labels or not name else f"{name}: {said}")


def take_back(moment: datetime) -> str:
    """Undoes the change of that moment; what is wrong and what to do, empty when it is undone."""
    bar = st.progress(0.0, "Terugdraaien")

    def write() -> None:
        last = keep.last(access.workspace())
        if last is not None and not access.may_change(last.school):
            raise NO_RIGHT
        keep.undo(access.workspace(), moment, access.decides(), building(bar.progress))

    problem = kept(write)
    bar.empty()
    return problem


def changed(fields: Mapping[str, Field], before: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a form gives another content, None for a key that goes."""
    found = {name: each.kept(before.get(name), answers[name]) for name, each in fields.items()}
    return {name: value for name, value in found.items() if value != before.get(name)}


def in_words(fields: Mapping[str, Field], before: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """What changes, for the log: `Regio: noord → zuid`."""
    return "; ".join(
        f"{fields[name].label}: {_said(before.get(name))} → {_said(value)}" for name, value in values.items()
    )


def _said(value: Any) -> str:
    match value:
        case None:
            return "leeg"
        case bool():
            return "ja" if value else "nee"
        case list() | tuple():
            return ", ".join(map(str, value))
    return str(value)

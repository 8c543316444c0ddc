"""Doing a task in one click, and taking that back: by whom, what is kept, and what is said of it.

Everything a click needs is bound to it when the list is drawn: a colleague who marks meanwhile cannot slide another pupil
under it.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, plain, words
from dashboard.components import DATE_COLUMN, clicked
from dashboard.keeping import kept
from dashboard.saying import say
from dashboard.school import opened
from dashboard.steps.doors import report_steps
from dashboard.view import View
from pipelines.notes import marks
from pipelines.notes.norm_marks import apart
from pipelines.notes.notes import LONGEST_INITIALS, SHORTEST_INITIALS, together
from pipelines.notes.report_cases import MADE, Entry, enter, withdraw

INITIALS, ASKED = "paraaf", "paraaf-gevraagd"
# Names that a message holds; of more it gives the number.
MOST_NAMES = 2


def initials_field(width: int = 96) -> None:
    """Draws the field with the initials of this session, once somebody gave them; the first click asks for them."""
    if initials() and not access.viewer(access.workspace()).offices:
        st.text_input("Mijn paraaf", max_chars=LONGEST_INITIALS, key=INITIALS, persist_state="session", width=width)


def initials() -> str:
    """The initials of who signed in, else of this session; empty as long as nobody gave them."""
    who = access.viewer(access.workspace())
    if who.offices:
        return who.initials
    return str(st.session_state.get(INITIALS) or "").strip()


def ticked(key: str) -> list[int]:
    """The places of the rows of a table that are ticked."""
    state = st.session_state.get(key)
    return list(state["selection"]["rows"]) if state else []


def tick(key: str, places: Sequence[int]) -> None:
    """Ticks just these rows of a table that is not drawn yet: after another answer the same pupils stand elsewhere."""
    if ticked(key) != list(places):
        st.session_state[key] = {"selection": {"rows": list(places), "columns": [], "cells": []}}


def click(view: View, tasks: pl.DataFrame, done_on: date | None = None) -> None:
    """What a button does: marks the tasks as done, after it asked for the initials if nobody gave them yet."""
    _with_initials(f"Gedaan: {named(tasks)}", lambda: do(view, tasks, done_on))


def click_undo(view: View, tasks: pl.DataFrame) -> None:
    """What the button beside a done task does: takes its mark back, also after it asked for the initials."""
    _with_initials(f"Weer open: {named(tasks)}", lambda: undo(view, tasks))


def _with_initials(what: str, act: Callable[[], bool]) -> None:
    if initials() or access.viewer(access.workspace()).offices:
        act()
    else:
        _ask(what, act)


@st.dialog("Uw paraaf")
def _ask(what: str, act: Callable[[], bool]) -> None:
    """Asks the initials once, for all clicks of this session, and then does what was clicked."""
    with st.form("paraaf-vraag", border=False):
        st.text_input(
            what,
            max_chars=LONGEST_INITIALS,
            key=ASKED,
            placeholder=f"{SHORTEST_INITIALS} tot {LONGEST_INITIALS} letters",
        )
        given = st.form_submit_button("Verder", type="primary")
    if given:
        st.session_state[INITIALS] = st.session_state[ASKED]
        if act():
            st.rerun()
        st.session_state[INITIALS] = ""


def do(view: View, tasks: pl.DataFrame, done_on: date | None = None) -> bool:
    """Marks tasks as done, on the newest day that can be noted if no day is given; whether that was kept."""
    day, workspace, count = done_on or view.noted_until, access.workspace(), 0
    # A report of the norm is one case, here and on the page Leerplicht.
    own, reports = apart(marks.tasks_of(tasks), report_steps(view))

    def write() -> None:
        nonlocal count
        made = [Entry(report, MADE, day) for report in reports]
        with together(workspace):
            count = marks.mark_done(workspace, view.viewer, own, day, initials(), view.latest) if own else 0
            count += enter(workspace, opened(view), view.viewer, view.on, made, initials(), view.latest) if made else 0

    if not _kept(write):
        return False
    if count:
        when = "" if done_on is None else f" op {words.day(day)}"
        say(f"Gedaan{when}: {named(tasks)}.", icon=":material/check:")
    else:
        say(f"Stond al op gedaan: {named(tasks)}.", icon=":material/info:")
    return True


def undo(view: View, tasks: pl.DataFrame) -> bool:
    """Takes the marks of tasks back, by whoever gave the initials; whether that was kept."""
    workspace = access.workspace()
    own, reports = apart(marks.tasks_of(tasks), report_steps(view))

    def write() -> None:
        with together(workspace):
            marks.withdraw(workspace, view.viewer, own, initials())
            if reports:
                withdraw(workspace, opened(view), view.viewer, view.on, reports, initials())

    done = _kept(write)
    if done:
        say(f"Weer open: {named(tasks)}.", icon=":material/undo:")
    return done


def _kept(write: Callable[[], object]) -> bool:
    problem = kept(write)
    if problem:
        st.error(problem)
    return not problem


def named(tasks: pl.DataFrame) -> str:
    """Of whom these tasks are and what they ask, as short as it goes."""
    names = tasks["name"].unique(maintain_order=True).to_list()
    what = tasks["what"].item() if tasks.height == 1 else words.count(tasks.height, "taak", "taken")
    who = words.listed(names) if len(names) <= MOST_NAMES else words.count(len(names), "leerling", "leerlingen")
    return f"{who}, {what}"


def done_table(view: View, rows: pl.DataFrame, key: str) -> None:
    """A table of tasks that are done, each with a button that takes the mark back.

    Columns in small letters are for the program: they name the task, its pupil (`name`) and what it asks (`what`).
    """
    button, undone = "Terug", f"{key}-terug"
    config: dict[str, Any] = {name: None for name in rows.columns if not name[:1].isupper()}
    config |= {name: DATE_COLUMN for name, dtype in rows.schema.items() if dtype == pl.Date and name[:1].isupper()}
    config[button] = st.column_config.ButtonColumn(
        type="tertiary", key=undone, on_click=_undo_row, args=(undone, view, rows)
    )
    st.dataframe(
        plain.cells(rows).with_columns(pl.lit(":material/undo: Ongedaan maken").alias(button)).to_arrow(),
        hide_index=True,
        column_config=config,
        key=key,
        placeholder=words.UNKNOWN,
        alt="Taken die gedaan zijn, elk met een knop om het vinkje in te trekken.",
    )


def _undo_row(key: str, view: View, rows: pl.DataFrame) -> None:
    if click := clicked(key):
        click_undo(view, rows[[click[0]]])

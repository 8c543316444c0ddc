"""The form with which somebody says that steps of the worklist are done, or takes such a mark back."""

from datetime import date

import polars as pl
import streamlit as st

from dashboard import access, words
from dashboard.keeping import answer, kept
from dashboard.school import opened
from dashboard.steps.doors import report_steps
from dashboard.steps.shapes import DONE, STEP
from dashboard.view import View
from pipelines.notes import marks
from pipelines.notes.norm_marks import apart
from pipelines.notes.notes import LONGEST_INITIALS, SHORTEST_INITIALS
from pipelines.notes.report_cases import MADE, Entry, enter, withdraw


def form(view: View, chosen: pl.DataFrame, key: str) -> None:
    """Draws the form for the chosen rows of a list with steps; a hint as long as no row is chosen."""
    if chosen.is_empty():
        st.caption("Vink rijen aan om de stap als gedaan te markeren of een vinkje in te trekken.")
        return
    todo = _steps(chosen.filter(chosen["Stand"] != DONE))
    undo = _steps(chosen.filter(chosen["met vinkje"]))
    with st.form(key):
        left, middle, right = st.columns([1, 1, 2], vertical_alignment="bottom")
        first = max((step.reached_on for step in todo), default=view.on)
        done_on = left.date_input(
            "Gedaan op",
            value=max(view.noted_until, first),
            min_value=first,
            max_value=max(view.latest, first),
            format="DD-MM-YYYY",
            disabled=not todo,
        )
        initials = middle.text_input(
            "Paraaf",
            max_chars=LONGEST_INITIALS,
            key=f"{key}-paraaf",
            persist_state="session",
            placeholder=f"{SHORTEST_INITIALS} tot {LONGEST_INITIALS} letters",
        )
        with right.container(horizontal=True):
            done = st.form_submit_button(
                f"Gedaan ({words.count(len(todo), 'stap', 'stappen')})", type="primary", disabled=not todo
            )
            taken_back = st.form_submit_button(
                f"Vinkje intrekken ({words.number(len(undo), 0)})", type="secondary", disabled=not undo
            )
    if done or taken_back:
        answer(_keep(view, todo if done else undo, done_on if done else None, initials))


def _keep(view: View, steps: list[marks.Step], done_on: date | None, initials: str) -> str:
    """Marks or takes back, by the rights of whoever looks; what is wrong, empty when it was kept."""
    workspace = access.workspace()
    # A report of the norm is a case, here and on the page Leerplicht.
    own, reports = apart(steps, report_steps(view))
    where = (workspace, opened(view), view.viewer, view.on)

    def write() -> None:
        if done_on is None:
            count = marks.withdraw(workspace, view.viewer, own, initials)
            count += withdraw(*where, reports, initials) if reports else 0
            st.toast(f"{words.count(count, 'vinkje', 'vinkjes')} ingetrokken.")
        else:
            count = marks.mark_done(workspace, view.viewer, own, done_on, initials, view.latest) if own else 0
            made = [Entry(report, MADE, done_on) for report in reports]
            count += enter(*where, made, initials, view.latest) if reports else 0
            st.toast(f"{words.count(count, 'stap', 'stappen')} gedaan op {words.day(done_on)}.")

    return kept(write)


def _steps(chosen: pl.DataFrame) -> list[marks.Step]:
    return [marks.Step(**row) for row in chosen.select(STEP).iter_rows(named=True)]

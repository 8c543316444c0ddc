"""The form with which somebody says that the tasks of steps are done, or takes such a mark back."""

from datetime import date

import polars as pl
import streamlit as st

from dashboard import access, words
from dashboard.keeping import answer, kept
from dashboard.school import opened
from dashboard.steps.doors import report_steps, tasks
from dashboard.steps.tasks import STEP
from dashboard.view import View
from pipelines.notes import marks
from pipelines.notes.norm_marks import apart
from pipelines.notes.notes import LONGEST_INITIALS, SHORTEST_INITIALS
from pipelines.notes.report_cases import MADE, Entry, enter, withdraw


def of_steps(view: View, chosen: pl.DataFrame, role: str, key: str) -> None:
    """Draws the form for the chosen steps of the list: all their tasks, or those of a role."""
    asked = tasks(view).join(chosen.select(STEP), on=list(STEP), how="semi")
    mine = asked.filter(pl.col("role") == role) if role else asked
    form(view, marks.tasks_of(mine.filter(~pl.col("is_done"))), marks.tasks_of(mine.filter("by_mark")), key)


def form(view: View, todo: list[marks.Task], undo: list[marks.Task], key: str) -> None:
    """Draws the form for tasks to mark as done and for those of which a mark can be taken back; a hint without any."""
    if not todo and not undo:
        st.caption("Vink rijen aan om taken als gedaan te markeren of een vinkje in te trekken.")
        return
    with st.form(key):
        left, middle, right = st.columns([1, 1, 2], vertical_alignment="bottom")
        first = max((task.reached_on for task in todo), default=view.on)
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
                f"Gedaan ({words.count(len(todo), 'taak', 'taken')})", type="primary", disabled=not todo
            )
            taken_back = st.form_submit_button(
                f"Vinkje intrekken ({words.number(len(undo), 0)})", type="secondary", disabled=not undo
            )
    if done or taken_back:
        answer(_keep(view, todo if done else undo, done_on if done else None, initials))


def _keep(view: View, chosen: list[marks.Task], done_on: date | None, initials: str) -> str:
    """Marks or takes back, by the rights of whoever looks; what is wrong, empty when it was kept."""
    workspace = access.workspace()
    # A report of the norm is a case, here and on the page Leerplicht.
    own, reports = apart(chosen, report_steps(view))
    where = (workspace, opened(view), view.viewer, view.on)

    def write() -> None:
        if done_on is None:
            count = marks.withdraw(workspace, view.viewer, own, initials)
            count += withdraw(*where, reports, initials) if reports else 0
            st.toast(f"{words.count(count, 'vinkje', 'vinkjes')} ingetrokken.")
        else:
            if own:
                marks.mark_done(workspace, view.viewer, own, done_on, initials, view.latest)
            if reports:
                made = [Entry(report, MADE, done_on) for report in reports]
                enter(*where, made, initials, view.latest)
            st.toast(f"{words.count(len(chosen), 'taak', 'taken')} gedaan op {words.day(done_on)}.")

    return kept(write)

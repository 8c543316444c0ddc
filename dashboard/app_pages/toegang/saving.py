"""What the buttons of Toegang do: each asks the version of the table that its page was drawn from, and says what is wrong."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from dashboard import access
from dashboard.keeping import kept
from dashboard.saying import say
from pipelines.access import keep
from pipelines.access.mapping import Row
from pipelines.errors import UsageError
from pipelines.today import today

OTHER_EYES = UsageError("U bekijkt dit als een ander.", "Kies links weer uzelf.")


def button(label: str, seen: str, key: str, form: bool = False) -> bool:
    """A button about the table as it was drawn; a click on a table that changed meanwhile is told, and does nothing."""
    draw = st.form_submit_button if form else st.button
    return draw(label, key=f"{key}-{seen}", on_click=_told, args=(seen,))


def _told(seen: str) -> None:
    if keep.version(access.workspace()) != seen:
        st.error(f"{keep.CHANGED_SINCE.what} {keep.CHANGED_SINCE.remedy}")


def change(seen: str, what: str, items: Sequence[Mapping[str, Any]]) -> None:
    """Keeps another list of rows."""
    _done(lambda: keep.change(access.workspace(), seen, what, _by(), items, today()), "Bewaard.")


def approve(rows: Sequence[Row]) -> None:
    """Approves rows as they stand in the table that was shown."""
    _done(lambda: keep.approve(access.workspace(), [row.person for row in rows], _by(), today()), "Goedgekeurd.")


def withdraw(person: str) -> None:
    """Takes the approval of a row away."""
    _done(lambda: keep.withdraw(access.workspace(), person, _by(), today()), "Het akkoord is ingetrokken.")


def undo(moment: datetime) -> None:
    """Takes the last change back."""
    _done(lambda: keep.undo(access.workspace(), moment, _by(), today()), "Teruggedraaid.")


def may_approve(row: Row) -> bool:
    """Whether this viewer may approve a row."""
    return access.looks_with_own_eyes() and keep.may_approve(access.workspace(), row, _by(), today())


def _by() -> str:
    return access.own_viewer(access.workspace()).person


def _done(write: Callable[[], object], done: str) -> None:
    def checked() -> None:
        if not access.looks_with_own_eyes():
            raise OTHER_EYES
        write()

    problem = kept(checked)
    if problem:
        st.error(problem)
        return
    say(done)
    st.rerun()

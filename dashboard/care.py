"""What people note about care on a page: contacts and the niet-pluis mark, only for who may see care."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard import access
from dashboard.data.school import opened
from dashboard.view import View
from pipelines import care
from pipelines.care import KINDS
from pipelines.notes import LONGEST_INITIALS
from pipelines.workspace import private_umask
from protocols.errors import VerzuimbeeldError

MARK, UNMARK, UNDO = "niet_pluis", "niet_pluis_weg", "contact_terug"
# What the form can do: keep a kind of contact, set and lift the mark, take a mistake back.
CHOICES = {**KINDS, MARK: "niet-pluis markeren", UNMARK: "niet-pluis weghalen", UNDO: "laatste contact terugnemen"}


@dataclass(frozen=True)
class Note:
    """What the form asks: one pupil, a choice out of `CHOICES`, the day, initials, and when somebody looks again."""

    student_id: str
    choice: str
    day: date
    initials: str
    review_on: date | None


def keep(view: View, note: Note) -> str:
    """Keeps a contact or mark; the sentence to show, empty when it is kept."""
    workspace, snapshot, scope = access.workspace(), opened(view), view.scope
    private_umask()
    try:
        if note.choice == MARK:
            care.mark_concern(workspace, snapshot, scope, view.school, note.student_id, note.day, note.initials)
        elif note.choice == UNMARK:
            care.withdraw_concern(workspace, snapshot, scope, view.school, note.student_id, note.initials, note.day)
        elif note.choice == UNDO:
            kept = care.contacts(workspace, snapshot, scope, view.on, view.school)
            latest = kept.filter(kept["student_id"] == note.student_id)["contact"].to_list()
            # No contact has number 0: then the refusal says so.
            care.withdraw_contact(workspace, snapshot, scope, view.school, [*latest, 0][0], note.initials, view.on)
        else:
            care.add_contact(
                workspace, snapshot, scope, view.school, note.student_id,
                note.day, note.choice, note.initials, note.review_on, view.on,
            )  # fmt: skip
    except VerzuimbeeldError as error:
        return f"{error.what} {error.remedy}"
    return ""


def form(view: View, pupils: dict[str, str]) -> None:
    """The form for a contact or mark of one of some pupils (number -> name); there is no place for words in it."""
    if not pupils:
        st.info("Er is niemand met een signaal van wie een contact vast te leggen is.")
        return
    with st.form("zorg", clear_on_submit=True):
        left, right = st.columns(2)
        student = left.selectbox(
            "Leerling", list(pupils), index=None, format_func=pupils.__getitem__, key="zorg-leerling",
            placeholder="Kies een leerling met een signaal",
        )  # fmt: skip
        choice = right.selectbox("Wat", list(CHOICES), format_func=CHOICES.__getitem__, key="zorg-wat")
        first, second, third = st.columns(3)
        day = first.date_input(
            "Op", value=view.on, min_value=view.first, max_value=view.on, format="DD-MM-YYYY", key="zorg-op"
        )
        review = second.date_input(
            "Volgende evaluatie", value=None, min_value=view.first, format="DD-MM-YYYY", key="zorg-evaluatie",
            help="Mag leeg blijven; geldt niet bij een niet-pluismarkering.",
        )  # fmt: skip
        initials = third.text_input("Paraaf", max_chars=LONGEST_INITIALS, key="zorg-paraaf")
        sent = st.form_submit_button("Bewaren")
    if sent:
        problem = keep(view, Note(student, choice, day, initials, review)) if student else "Kies eerst een leerling."
        if problem:
            st.error(problem)
        else:
            st.rerun()
    st.caption("Er is met opzet geen plaats voor een toelichting: vast ligt dat er contact was, niet waarover.")

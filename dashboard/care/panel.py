"""What people note about care on a page: contacts and the niet-pluis mark, only for who may see care."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard import access, components, plain
from dashboard.care import doors
from dashboard.keeping import answer, initials_field, kept
from dashboard.school import opened
from dashboard.view import View
from pipelines.notes import care, contacts as contact_notes
from pipelines.notes.contacts import Contact

MARK, UNMARK = "niet_pluis", "niet_pluis_weg"
# What the form can do: keep a kind of contact, set and lift the mark.
CHOICES = {**contact_notes.kinds("care"), MARK: "niet-pluis markeren", UNMARK: "niet-pluis weghalen"}


@dataclass(frozen=True)
class Note:
    """What a form asks: one pupil, what to keep, the day, initials, and when somebody looks again.

    `choice` is out of `CHOICES`.
    """

    student_id: str
    choice: str
    day: date
    initials: str
    review_on: date | None = None


def keep(view: View, note: Note) -> str:
    """Keeps a contact or mark; the sentence to show, empty when it is kept."""
    where = (access.workspace(), opened(view), view.viewer)
    pupil = (view.school, note.student_id)

    def write() -> None:
        if note.choice == MARK:
            care.mark_concern(*where, *pupil, note.day, note.initials, view.latest)
        elif note.choice == UNMARK:
            care.withdraw_concern(*where, *pupil, note.initials, note.day)
        else:
            made = Contact(*pupil, note.day, note.choice, note.initials, "care", review_on=note.review_on)
            contact_notes.add_contact(*where, made, view.latest)

    return kept(write)


def form(view: View, pupils: dict[str, str]) -> None:
    """The form for a contact or mark of one of some pupils (number -> name); there is no place for words in it."""
    if not pupils:
        st.info("Er is niemand met een signaal van wie een contact vast te leggen is.")
        return
    one = next(iter(pupils)) if len(pupils) == 1 else None
    with st.form("zorg", clear_on_submit=True):
        student = one
        if one is None:
            student = st.selectbox(
                "Leerling",
                list(pupils),
                index=None,
                format_func=plain.shown(pupils),
                key="zorg-leerling",
                placeholder="Kies een leerling met een signaal",
            )
        left, first, second, third = st.columns([2, 1, 1, 1])
        choice = left.selectbox("Wat", list(CHOICES), format_func=CHOICES.__getitem__, key="zorg-wat")
        day = first.date_input(
            "Op",
            value=view.noted_until,
            min_value=view.first,
            max_value=view.latest,
            format="DD-MM-YYYY",
            key="zorg-op",
        )
        review = second.date_input(
            "Volgende evaluatie",
            value=None,
            min_value=view.first,
            format="DD-MM-YYYY",
            key="zorg-evaluatie",
            help="Mag leeg blijven; geldt niet bij een niet-pluismarkering.",
        )
        with third:
            initials = initials_field("zorg-paraaf", width="stretch")
        sent = st.form_submit_button("Bewaren")
    if sent:
        answer(keep(view, Note(student, choice, day, initials, review)) if student else "Kies eerst een leerling.")
    st.caption("Er is met opzet geen plaats voor een toelichting: vast ligt dat er contact was, niet waarover.")


def card(view: View, student_id: str, name: str) -> None:
    """The care for one pupil: signals, contacts and mark through time, and the form to keep a contact."""
    case = doors.case(view, student_id)
    st.markdown("**Zorg**")
    st.markdown(plain.text(case.sentence))
    if drawn := doors.line(view, student_id):
        st.vega_lite_chart(
            spec=drawn, key="zorglijn", alt=f"Ziekmeldingen, signalen en contacten door het schooljaar. {case.sentence}"
        )
    if not case.signals.is_empty():
        components.plain_table(
            case.signals,
            "Ziektesignalen met hun dagen en wie wat doet.",
            widths={"Signaal": 200, "Dagen": 200, "Wie doet wat": 220},
            row_height=76,
        )
    with st.expander("Contact of niet-pluis vastleggen"):
        form(view, {student_id: name})

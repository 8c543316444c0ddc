"""The contacts with one pupil on a page: the list, a short form for a new one, and how one is taken back."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from dashboard import access, components, plain, words
from dashboard.contacts import doors, shapes
from dashboard.keeping import answer, initials_field, kept
from dashboard.saying import say
from dashboard.school import opened
from dashboard.view import View
from pipelines.notes import contacts as notes
from pipelines.notes.contacts import About, Contact
from protocols.reference import Side

WIDTHS = {"Wat": 260, "Over": 260}


@dataclass(frozen=True)
class Note:
    """A contact that a form asks to keep, without the pupil."""

    kind: str
    side: Side
    day: date
    initials: str
    about: About | None = None


def keep(view: View, student_id: str, note: Note) -> str:
    """Keeps a contact with a pupil; what is wrong, empty when it is kept or already was."""

    def write() -> None:
        made = Contact(view.school, student_id, note.day, note.kind, note.initials, note.side, note.about)
        new = notes.add_contact(access.workspace(), opened(view), view.viewer, made, view.latest)
        what = notes.labels()[note.kind]
        say(f"Vastgelegd: {what} op {words.day(note.day)}." if new else f"Dit contact stond er al: {what}.")

    return kept(write)


def take_back(view: View, number: int, initials: str) -> str:
    """Takes the contact with that number back; what is wrong, empty when it is gone."""
    where = (access.workspace(), opened(view), view.viewer, view.school)
    return kept(lambda: notes.withdraw_contact(*where, number, initials, view.latest))


def draw(view: View, student_id: str) -> None:
    """The contacts with a pupil that the viewer may see, and what can be done with them."""
    st.markdown("**Contacten**")
    if view.viewer.writes("contacten"):
        _form(view, student_id)
    rows = doors.of_pupil(view, student_id)
    if rows.is_empty():
        st.info("Er is nog geen contact vastgelegd.")
        return
    _listed(view, rows, student_id)


def _form(view: View, student_id: str) -> None:
    choices = shapes.choices(view.viewer.may("care"))
    rules = doors.ladders(view)
    with st.form("contact", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        choice = st.selectbox("Contact", list(choices), format_func=choices.__getitem__, key="contact-wat", width=270)
        about = st.selectbox(
            "Waarover",
            list(rules),
            index=None,
            format_func=plain.shown(rules),
            placeholder="Mag leeg blijven",
            key=f"contact-over-{view.protocol}",
            width=240,
        )
        day = st.date_input(
            "Op",
            value=view.noted_until,
            min_value=view.first,
            max_value=view.latest,
            format="DD-MM-YYYY",
            key=f"contact-op-{view.noted_until}",
            width=140,
        )
        initials = initials_field("contact-paraaf")
        sent = st.form_submit_button("Vastleggen", type="primary")
    if sent:
        kind, side = choice
        rule = About(view.protocol, about) if about else None
        answer(keep(view, student_id, Note(kind, side, day, initials, rule)))


def _listed(view: View, rows: pl.DataFrame, student_id: str) -> None:
    # Who may not see care sees no column that says that there is such a thing.
    shown = rows if view.viewer.may("care") else rows.drop("Bij", "Evaluatie")
    config = {name: components.DATE_COLUMN for name, dtype in shown.schema.items() if dtype == pl.Date}
    config |= {name: st.column_config.TextColumn(width=width) for name, width in WIDTHS.items()}
    table = st.dataframe(
        plain.table(shown),
        hide_index=True,
        column_config=config | {"contact": None},
        on_select="rerun",
        selection_mode="single-row",
        placeholder=words.UNKNOWN,
        # Ticks are places in the list: another list must never take over the tick of the one before.
        key=f"contacten-{student_id}-{'-'.join(str(number) for number in rows['contact'])}",
        alt="Contacten, de nieuwste boven. Vink een rij aan om dat contact terug te nemen.",
    )
    for place in table["selection"]["rows"] if view.viewer.writes("contacten") else ():
        _take_back(view, int(rows["contact"][place]))


def _take_back(view: View, number: int) -> None:
    with st.form("contact-terug", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        initials = initials_field("contact-terug-paraaf")
        if st.form_submit_button("Dit contact terugnemen"):
            answer(take_back(view, number, initials))

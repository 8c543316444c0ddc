"""Buttons that open the draft of a letter, and what is done with a draft: copied, saved, and kept as a contact."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import navigation, pdf, plain, saving, words
from dashboard.contacts import panel as contacts
from dashboard.contacts.doors import about_rule
from dashboard.keeping import answer, initials_field
from dashboard.letters import doors, mail, tasks
from dashboard.letters.shapes import Draft
from dashboard.letters.tasks import Wanted
from dashboard.view import View
from pipelines.notes.contacts import About

SENT = {"mail": "Gemaild", "brief": "Als brief verstuurd"}


def open_draft(view: View, task: Mapping[str, Any]) -> None:
    """Goes to the draft of a task that is a letter."""
    if wanted := tasks.wanted(view, task):
        _open(wanted)


def of_pupil(view: View, student_id: str) -> None:
    """Buttons to the letters that the steps of a pupil ask; nothing when they ask none."""
    found = [wanted for wanted in tasks.of_pupil(view, student_id) if doors.may_see(view, wanted)]
    if not found:
        return
    st.caption("Brieven en mails die deze stappen vragen: kies er een om het concept te openen.")
    with st.container(horizontal=True):
        for place, wanted in enumerate(found):
            day = f", {words.day(wanted.day)}" if wanted.day else ""
            _button(view, wanted, f"brief-{place}", f"{doors.title(wanted.letter)} ({wanted.stage}{day})")


def _button(view: View, wanted: Wanted, key: str, label: str) -> None:
    help_ = f"{words.capital(wanted.role)}: {wanted.what}"
    if st.button(plain.text(label), key=key, icon=":material/mail:", help=help_):
        _open(wanted)


def _open(wanted: Wanted) -> None:
    navigation.open_letter(wanted.student_id, wanted.ladder, wanted.stage, wanted.letter, wanted.day)


def shown(draft: Draft) -> None:
    """The text of the draft, with a button to copy it."""
    st.code(draft.text, language=None, wrap_lines=True)


def save(view: View, draft: Draft, wanted: Wanted) -> None:
    """The draft as PDF and as .eml; the file is called after the letter and not after the pupil."""
    with st.container(horizontal=True):
        saving.download(
            view,
            "PDF",
            lambda: printed(draft),
            f"brief {wanted.letter}",
            f"{wanted.letter}_{view.noted_until}.pdf",
            key="brief-pdf",
            pupils=[wanted.student_id],
        )
        saving.download(
            view,
            "E-mail (.eml)",
            lambda: mail.eml(draft),
            f"brief {wanted.letter}",
            f"{wanted.letter}_{view.noted_until}.eml",
            key="brief-eml",
            pupils=[wanted.student_id],
            help="Een concept zonder adres dat uw mailprogramma opent.",
        )


def printed(draft: Draft) -> bytes:
    """The letter on A4."""
    return pdf.printed("brief/brief.typ", {"school": draft.school, "titel": draft.subject, "alineas": draft.parts})


def sent(view: View, wanted: Wanted) -> None:
    """One click that keeps the letter as a contact of today, as a mail or on paper; what is kept already is said."""
    sick = wanted.stage in doors.sick_stages(view, wanted.ladder)
    likely = doors.letter(view, wanted).kind
    with st.form("verstuurd", border=False):
        initials = initials_field("contact-paraaf")
        made = {
            kind: st.form_submit_button(label, type="primary" if kind == likely else "secondary")
            for kind, label in SENT.items()
        }
    about = About(view.protocol, wanted.ladder, wanted.stage)
    for kind in (kind for kind, pressed in made.items() if pressed):
        note = contacts.Note(kind, "care" if sick else "absence", view.noted_until, initials, about)
        answer(contacts.keep(view, wanted.student_id, note))
    for row in about_rule(view, wanted.student_id, about, tuple(SENT)).iter_rows(named=True):
        st.success(f"Vastgelegd als contact: {row['kind']} op {words.day(row['contact_on'])} ({row['initials']}).")


def back(wanted: Wanted) -> None:
    """A button to the page of the pupil."""
    if st.button("Naar de leerling", key="naar-leerling"):
        navigation.open_alone(wanted.student_id)

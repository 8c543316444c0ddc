"""The management report: the buttons that save it, and the agenda with the forms to keep and to close decisions."""

from datetime import date

import polars as pl
import streamlit as st

from dashboard import access, components, plain, saving
from dashboard.app_pages.mt_rapport import doors
from dashboard.app_pages.mt_rapport.agenda import choices, table
from dashboard.keeping import answer, initials_field, kept
from dashboard.view import View
from pipelines.notes import agenda
from pipelines.viewer import Viewer

ACTIONS = {"is gedaan": agenda.finish, "staat weer open": agenda.reopen, "gaat niet door": agenda.withdraw}


def decisions(view: View, rows: pl.DataFrame) -> None:
    """The decisions as they stand on the day, and the forms for whoever may write them."""
    components.plain_table(
        table(rows),
        alt="Besluiten met wie het doet, uiterlijk wanneer en hoe het staat.",
        widths={"Besluit": 420},
        empty="Er staat nog geen besluit op de agenda.",
    )
    if not view.viewer.writes("mt-rapport"):
        return
    left, right = st.columns(2)
    with left.form("besluit", clear_on_submit=True):
        text = st.text_input(
            "Nieuw besluit",
            max_chars=agenda.LONGEST_TEXT,
            key="besluit-tekst",
            placeholder="Eén zin, zonder namen van leerlingen",
        )
        who, until, by = st.columns(3)
        owner = who.selectbox(
            "Wie",
            agenda.owners(access.workspace(), view.school),
            None,
            key="besluit-wie",
            accept_new_options=True,
            placeholder="Rol of paraaf",
        )
        due = until.date_input(
            "Uiterlijk",
            value=None,
            min_value=view.noted_until,
            format="DD-MM-YYYY",
            key="besluit-uiterlijk",
            help="Leeg: voor het volgende overleg.",
        )
        with by:
            initials = initials_field("besluit-paraaf", width="stretch")
        if st.form_submit_button("Op de agenda"):
            answer(_decide(view, text, owner or "", due, initials))
    known = choices(rows)
    if known:
        with right.form("besluit-stand", clear_on_submit=True):
            number = st.selectbox("Besluit", list(known), format_func=plain.shown(known), key="stand-besluit")
            what, by = st.columns(2)
            action = what.selectbox("Stand", list(ACTIONS), key="stand-wat")
            with by:
                mine = initials_field("stand-paraaf", width="stretch")
            if st.form_submit_button("Bewaren"):
                answer(_change(view, number, action, mine))


def _decide(view: View, text: str, owner: str, due: date | None, initials: str) -> str:
    afdeling = next(iter(view.selection.afdelingen), None)
    decision = agenda.Decision(view.school, text, owner, view.noted_until, due, afdeling)
    return kept(lambda: agenda.decide(access.workspace(), _writer(view), decision, initials))


def _change(view: View, number: int, action: str, initials: str) -> str:
    where = (access.workspace(), _writer(view), view.school)
    return kept(lambda: ACTIONS[action](*where, number, view.noted_until, initials))


def _writer(view: View) -> Viewer:
    """Who writes: the report counts the whole school, and a decision is for whose part it is."""
    return access.viewer(access.workspace()).within(view.school) if view.viewer.figures else view.viewer


def buttons(view: View, name: str) -> None:
    """Draws the buttons that save the management report, under the name of school or afdeling."""
    saving.download(
        view,
        "Afdrukken (PDF)",
        lambda: doors.pdf(view),
        "MT-rapport",
        f"mt-rapport_{name}_{view.on}.pdf",
        key="rapport-pdf",
        help="Twee bladzijden A4: het rapport, en hoe het te lezen is.",
    )
    saving.download(
        view,
        "Bestand om te mailen (HTML)",
        lambda: doors.html(view),
        "MT-rapport",
        f"mt-rapport_{name}_{view.on}.html",
        key="rapport-html",
        help="Eén bestand dat zonder internet te openen is.",
    )

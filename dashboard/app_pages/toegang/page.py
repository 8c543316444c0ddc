"""Toegang: who may see what, edited by ICT, approved by the rector, read by the functionaris gegevensbescherming."""

import streamlit as st

from dashboard import access, components, requests_link
from dashboard.app_pages.toegang import doors, panel, shapes

about = doors.table()
components.heading("Toegang", "Wie mag wat zien, en is dat goedgekeurd?", shapes.answer(about.rows))
requests_link.draw()
edits = access.does("edit")
if edits:
    panel.last_change(about)

PARTS = {"Personen": panel.people}
if edits:
    PARTS |= {"Toevoegen of wijzigen": panel.row, "Mentorcodes": panel.mentors}
PARTS |= {"Akkoord": panel.approval, "Wijzigingen": panel.changes}
part = st.segmented_control(
    "Onderdeel",
    list(PARTS),
    default="Personen",
    required=True,
    key="toegang-deel",
    bind="query-params",
    label_visibility="collapsed",
)
PARTS[part](about)
st.caption(
    "De tabel staat als toegang.toml in de werkmap; uw opmerkingen daarin blijven staan. Zodra er wordt ingelogd, geldt een "
    "rij pas na akkoord van de rector: smaller maken werkt meteen, ruimer maken wacht. Wie uit de tabel gaat, is er meteen uit."
)
if not access.people_sign_in():
    st.caption("Er wordt nog niet ingelogd: wie aan deze computer zit, ziet alles, en deze rijen gelden met --as.")

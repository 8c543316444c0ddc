"""Verzoeken: what parents ask about their child; who keeps watch over privacy asks, the rector decides and receives."""

import streamlit as st

from dashboard import access, components
from dashboard.app_pages.verzoeken import doors, panel, shapes

found, begun = doors.found(), doors.begun()
components.heading("Verzoeken", "Wat vragen ouders over hun kind, en is dat gedaan?", shapes.answer(found, begun))
if begun:
    panel.begun(begun)
schools = doors.schools_to_ask()
if schools:
    panel.ask(schools)
else:
    st.caption("Vragen doet de functionaris gegevensbescherming, op deze pagina.")
for request in found:
    if not request.is_done:
        panel.still_open(request)
components.plain_table(
    shapes.table(found, doors.names()),
    alt="Elk verzoek, het nieuwste bovenaan: wie vroeg wat, wie besliste.",
    empty="Er is nog niets gevraagd.",
)
st.caption(
    "Inzage is alles wat over een leerling wordt bewaard, op papier en als tabellen; de rector krijgt het bestand en geeft het "
    "aan de ouders. Vergeten verwijdert de leerling overal en is niet terug te draaien. Wordt iets geweigerd, dan horen de "
    "ouders binnen dezelfde maand waarom, en dat zij kunnen klagen bij de Autoriteit Persoonsgegevens. Wat hier staat, staat "
    "ook in het logboek."
)
if not access.people_sign_in():
    st.caption(
        "Er wordt nog niet ingelogd: wie aan deze computer zit, vraagt en beslist, en heet in het logboek 'deze computer'."
    )

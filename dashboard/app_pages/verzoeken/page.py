"""Verzoeken: what parents ask about their child; who keeps watch over privacy asks, the rector decides and receives."""

import streamlit as st

from dashboard import components
from dashboard.app_pages.verzoeken import doors, panel, shapes

found = doors.found()
components.heading("Verzoeken", "Wat vragen ouders over hun kind, en is dat gedaan?", shapes.answer(found))
schools = doors.schools_to_ask()
if schools:
    panel.ask(schools)
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
    "aan de ouders. Vergeten verwijdert de leerling overal en is niet terug te draaien. Wat hier staat, staat ook in het logboek."
)

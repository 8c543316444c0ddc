"""Leerlingen: the pupils behind a bar, point, cell or flow, as a list that a URL can name."""

import streamlit as st

from dashboard import components, filters, words
from dashboard.data import lists
from dashboard.listing import parse_pick

view = filters.view()
listing = lists.find(view, parse_pick(st.query_params.get("lijst", "")))
if listing is None:
    components.heading(
        "Leerlingen",
        "Welke leerlingen staan achter dit getal?",
        "Deze koppeling wijst geen lijst aan. Kies op een andere pagina een balk, punt of vak.",
    )
else:
    components.heading(
        "Leerlingen", listing.title, words.count(listing.pupils(), "leerling", "leerlingen") + " binnen deze keuze."
    )
    components.pupil_list(listing, key="lijst", height=900)
    st.caption("De terugknop van de browser brengt u terug naar de grafiek; de koppeling kunt u doorsturen.")
components.note(view)

"""Leerlingen: the pupils behind a bar, point, cell or flow, as a list that a URL can name."""

import streamlit as st

from dashboard import components, filters, lists, words
from dashboard.listing import StaleLinkError, parse_pick

view = filters.view()
try:
    listing = lists.find(view, parse_pick(st.query_params.get("lijst", "")))
except StaleLinkError as stale:
    components.heading(
        "Leerlingen",
        "Welke leerlingen staan achter dit getal?",
        "Deze koppeling wijst geen lijst aan. Kies op een andere pagina een balk, punt of vak.",
    )
    if "lijst" in st.query_params:
        st.warning(f"{words.capital(stale.what)}.")
else:
    components.heading(
        "Leerlingen", listing.title, words.count(listing.pupils(), "leerling", "leerlingen") + " binnen deze keuze."
    )
    components.pupil_list(listing, key="lijst", height=900)
    st.caption("De terugknop van de browser brengt u terug naar de grafiek; de koppeling kunt u doorsturen.")
components.note(view)

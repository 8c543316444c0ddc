"""The button that prints a worklist on A4, with room for initials on every row."""

import streamlit as st

from dashboard import pdf
from dashboard.app_pages.werklijst.shapes import sheets
from dashboard.components import described
from dashboard.listing import Listing
from dashboard.view import View

GROUPS = {"klas": "Klas", "mentor": "Mentor"}


def button(view: View, listing: Listing) -> None:
    """Draws the button and the choice of groups; the PDF is made when it is asked for."""
    if listing.frame.is_empty():
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.selectbox("Groeperen op", list(GROUPS), key="groep", bind="query-params", width=160)
        st.download_button(
            "Afdrukken (PDF)",
            lambda: pdf.printed(
                "werklijst/werklijst.typ",
                {"title": listing.title, "described": described(view), "groups": sheets(listing.frame, GROUPS[by])},
            ),
            file_name=f"{listing.pick.kind}_{view.on}.pdf",
            mime="application/pdf",
            key="afdrukken",
            on_click="ignore",
            help="Een blad op A4 om te bespreken: met een vakje om af te vinken en ruimte voor een paraaf.",
        )

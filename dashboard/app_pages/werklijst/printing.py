"""The buttons that take the list along: as Excel, and on A4 per klas or mentor with a box to sign."""

import streamlit as st

from dashboard import components, pdf, saving
from dashboard.app_pages.werklijst import settling
from dashboard.app_pages.werklijst.shapes import sheets
from dashboard.components import described
from dashboard.listing import Listing
from dashboard.view import View

GROUPS = {"klas": "Klas", "mentor": "Mentor"}


def buttons(view: View, listing: Listing, role: str) -> None:
    """Draws the buttons and the choice of groups; a file is made when it is asked for. Beside them the clean start."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.selectbox("Blad per", list(GROUPS), key="groep", bind="query-params", width=120)
        saving.download(
            view,
            "Afdrukken (PDF)",
            lambda: pdf.printed(
                "werklijst/werklijst.typ",
                {"title": listing.title, "described": described(view), "groups": sheets(listing.frame, GROUPS[by])},
            ),
            "mijn week",
            f"mijn-week_{view.on}.pdf",
            key="afdrukken",
            rows=listing.frame.height,
            pupils=listing.frame["nummer"].to_list(),
            help="Een blad op A4 om te bespreken: met een vakje per taak en ruimte voor een paraaf.",
        )
        components.save_list(listing, "week")
        settling.button(view, role)

"""The buttons that print: a worklist on A4 with room for initials on every row, and the management report."""

import streamlit as st

from dashboard import pdf
from dashboard.app_pages.mt_rapport import doors as report
from dashboard.components import described
from dashboard.listing import Listing
from dashboard.shapes.worklist import sheets
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
                "werklijst.typ",
                {"title": listing.title, "described": described(view), "groups": sheets(listing.frame, GROUPS[by])},
            ),
            file_name=f"{listing.pick.kind}_{view.on}.pdf",
            mime="application/pdf",
            key="afdrukken",
            on_click="ignore",
            help="Een blad op A4 om te bespreken: met een vakje om af te vinken en ruimte voor een paraaf.",
        )


def report_buttons(view: View, name: str) -> None:
    """Draws the buttons that save the management report, under the name of school or afdeling."""
    st.download_button(
        "Afdrukken (PDF)",
        lambda: report.pdf(view),
        file_name=f"mt-rapport_{name}_{view.on}.pdf",
        mime="application/pdf",
        key="rapport-pdf",
        on_click="ignore",
        help="Twee bladzijden A4: het rapport, en hoe het te lezen is.",
    )
    st.download_button(
        "Bestand om te mailen (HTML)",
        lambda: report.html(view),
        file_name=f"mt-rapport_{name}_{view.on}.html",
        mime="text/html",
        key="rapport-html",
        on_click="ignore",
        help="Eén bestand dat zonder internet te openen is.",
    )

"""The buttons that save the management report."""

import streamlit as st

from dashboard.app_pages.mt_rapport import doors as report
from dashboard.view import View


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

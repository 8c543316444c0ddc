"""Logboek: for the functionaris gegevensbescherming, who did what, who may do what, and what is processed."""

import streamlit as st

from dashboard import components, requests_link
from dashboard.app_pages.logboek import doors, panel

QUESTION = "Wie keek er, wie nam iets mee, wie mag wat, en klopt wat daarover is vastgelegd?"

components.heading("Logboek", QUESTION, doors.answer())
panel.check()
requests_link.draw()
part = st.segmented_control(
    "Onderdeel",
    list(panel.PARTS),
    default=next(iter(panel.PARTS)),
    required=True,
    key="onderdeel",
    bind="query-params",
    label_visibility="collapsed",
)
panel.PARTS[part]()
st.caption(
    "Wat u hier leest, staat zelf ook in het logboek. Van leerlingen staat er alleen een code in, die uit het nummer volgt; "
    "hier staan geen cijfers over leerlingen."
)

"""Uitleg: how figures are made and judged, and why one may differ from that of another system."""

import streamlit as st

from dashboard import components, filters, plain
from dashboard.app_pages.uitleg import doors, texts

QUESTION = "Hoe komt een cijfer hier tot stand, en waarom kan het elders anders zijn?"
view = filters.view() if filters.has_data() else None
components.heading("Uitleg", QUESTION, "Elk cijfer volgt uit de registraties en het protocol dat van kracht is.")
left, right = st.columns(2)
for column, title, sections in (
    (left, "Zo rekent Verzuimbeeld", doors.methods(view) if view else doors.methods_before_data()),
    (right, "Waarom een cijfer kan verschillen", texts.differences()),
):
    with column:
        st.subheader(title, anchor=False)
        for subhead, sentences in sections.items():
            st.markdown(f"**{plain.text(subhead)}**")
            st.markdown(plain.bullets(sentences))
if view:
    components.note(view)

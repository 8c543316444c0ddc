"""Onverklaard: whose absence has no known reason yet, how old it is, and what it becomes and when."""

import streamlit as st

from dashboard import components, filters, plain
from dashboard.app_pages.onverklaard import doors, panel, shapes

view = filters.view()
top = st.container()
counts = doors.counts(view)
left, right = st.columns([3, 1], vertical_alignment="bottom")
choice = left.segmented_control(
    "Toon",
    list(doors.CHOICES),
    default="kort",
    format_func=lambda name: plain.text(f"{doors.CHOICES[name]} ({counts[name]})"),
    key="onverklaard",
    bind="query-params",
    required=True,
)
with right:
    by = panel.initials()
listing = doors.listing(view, choice or "kort")
with top:
    components.heading(
        "Onverklaard",
        "Van wie weten we nog niet waarom hij of zij er niet was?",
        shapes.answer(listing.frame, choice != "alles"),
    )
panel.pupils(view, listing, by)
st.caption(shapes.EXPLAINED)
components.note(view)

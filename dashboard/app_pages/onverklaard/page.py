"""Onverklaard: whose absence has no known reason yet, how old it is, and what it becomes and when."""

import streamlit as st

from dashboard import components, filters, plain
from dashboard.app_pages.onverklaard import doors, panel, shapes
from dashboard.keeping import initials_field

view = filters.view()
top = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    shown = st.segmented_control(
        "Toon",
        list(doors.CHOICES.values()),
        default=shapes.RECENT,
        format_func=plain.text,
        key="onverklaard",
        bind="query-params",
        required=True,
    )
    by = initials_field("onverklaard-paraaf")
    components.explanation(lambda: {"": shapes.EXPLAINED})
choice = "alles" if shown == shapes.ALL else "kort"
listing = doors.listing(view, choice)
with top:
    components.heading(
        "Onverklaard",
        "Van wie weten we nog niet waarom hij of zij er niet was?",
        shapes.answer(listing.frame, choice == "kort"),
    )
panel.pupils(view, listing, by)
components.note(view)

"""Overzicht: how absence stands in a few figures, what is new since one last looked, and what asks for something."""

import streamlit as st

from dashboard import components, filters, saved_views
from dashboard.app_pages.overzicht import doors, explained, panel, tiles
from dashboard.rounded.asked import only_figures, whole_weeks, why

view = filters.view()
figures = only_figures(view)
shown = doors.of_figures(figures) if figures else doors.of_pupils(view)

with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Overzicht", anchor=False, width="content")
    st.header(tiles.answer(shown, view.on), anchor=False, width="content")
    components.explanation(lambda: explained.parts(view))
if figures:
    st.caption(why(whole_weeks(figures)))
if shown:
    panel.draw_tiles(shown)
found = doors.afdelingen(figures or view, rounded=figures is not None)
# Without a trend there is nothing to stand beside.
left, right = (st.container(), st.container()) if found.is_empty() else st.columns([3, 2])
with right:
    role = panel.draw_asks(view, of_pupils=not figures)
    if not figures:
        panel.draw_news(view, role)
if not found.is_empty():
    with left:
        panel.draw_parts(view, found)
saved_views.draw(view)
components.note(whole_weeks(figures) if figures else view)

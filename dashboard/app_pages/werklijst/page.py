"""Mijn week: one row per pupil with what I still have to do, the heaviest first, done in one click."""

import streamlit as st

from dashboard import components, filters
from dashboard.app_pages.werklijst import beside, board, doors, explained, printing
from dashboard.steps import doing
from dashboard.steps.tasks import GROUPS

view = filters.view()
top = st.container()
beside.old_link(view)

with st.container(horizontal=True, vertical_alignment="bottom"):
    role = filters.role_choice("Mijn rol", doors.roles(view), doors.known_roles(view), key="rol")
    doing.initials_field()
with st.container(horizontal=True, vertical_alignment="center"):
    groups = filters.counted_choice("Toon", doors.counts(view, role), default=GROUPS, key="toon", bare=True)
    components.explanation(lambda: explained.parts(view))
week = doors.week(view, "" if groups == GROUPS else "+".join(groups), role)
with top, st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Mijn week", anchor=False, width="content")
    st.header(week.answer, anchor=False, width="content")

if week.listing.frame.is_empty():
    beside.nobody(view, role, groups)
else:
    board.draw(view, week)
    if not role:
        st.caption("Kies hierboven uw rol: dan staan hier alleen uw eigen taken.")
    printing.buttons(view, week.listing, role)
beside.done_this_week(view, role)
beside.loose_marks(view)
beside.recovered(view)
components.note(view)

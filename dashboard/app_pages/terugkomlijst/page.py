"""Terugkomlijst: who must come on a day, early, to make up hours or for corvee; who came, and who still has to."""

import streamlit as st

from dashboard import components, filters, plain, words
from dashboard.app_pages.terugkomlijst import doors, panel, shapes
from dashboard.keeping import initials_field

view = filters.view()
top = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    day = panel.chosen_day(doors.days(view))
    by = initials_field("terugkomen-paraaf")
    components.explanation(lambda: {"": doors.explained(view)})
rows = doors.appointments(view, day)
shown = filters.counted_choice("Toon", shapes.counts(rows), default=(shapes.DAY, shapes.MISSED), key="toon")
with top:
    components.heading(
        "Terugkomlijst", "Wie moet er komen, wanneer en waarvoor, en wie kwam?", shapes.answer(rows, day)
    )

if not rows:
    st.info(shapes.NONE)
else:
    if day > view.noted_until:
        st.caption("Deze dag is nog niet geweest: wie er kwam, noteert u op de dag zelf.")
    for group in shown:
        part = [row for row in rows if row["groep"] == group]
        st.subheader(words.capital(group), anchor=False)
        if part:
            panel.table(view, part, day, by, group)
        else:
            st.info(shapes.NOBODY[group])
    panel.print_button(view, [row for row in rows if row["groep"] in shown], day)
if left_out := doors.left_out(view):
    st.caption(plain.text(left_out))
components.note(view)

"""Werklijst: who needs a next step, why, from whom and until when; what is done, and who recovered."""

import streamlit as st

from dashboard import components, filters, plain
from dashboard.app_pages.werklijst import doors, marking, printing, shapes
from dashboard.steps.shapes import OPEN

view = filters.view()
top = st.container()

left, right = st.columns(2)
role = left.selectbox("Rol", doors.roles(view), index=None, placeholder="Alle rollen", key="rol", bind="query-params")
ladders = doors.ladders(view)
ladder = right.selectbox(
    "Ladder",
    list(ladders),
    format_func=plain.shown(ladders),
    index=None,
    placeholder="Alle ladders",
    key="op-ladder",
    bind="query-params",
)
shown = filters.counted_choice("Toon", doors.counts(view, role or "", ladder or ""), default=OPEN, key="toon")

listing = doors.steps(view, "" if set(shown) == set(OPEN) else "+".join(shown), role or "", ladder or "")
with top:
    components.heading(
        "Werklijst", "Wie heeft een volgende stap nodig, waarom, en wie doet wat?", shapes.answer(listing.frame)
    )

chosen = components.pupil_list(
    listing, key="werklijst", row_height=96, height=680, selectable=True, longest=shapes.LONGEST
)
if not listing.frame.is_empty():
    marking.of_steps(view, listing.frame[chosen], role or "", key="gedaan")
printing.button(view, listing)
about_steps, about_recovered = doors.explained(view)
st.caption(about_steps)

loose = doors.loose_marks(view)
if not loose.frame.is_empty():
    st.subheader("Vinkjes zonder stap", anchor=False)
    st.caption(
        "Door een correctie of een andere regel verschoof of verviel de stap. Trek het vinkje in, of zet het bij de "
        "nieuwe stap."
    )
    lost = components.pupil_list(loose, key="vinkjes", selectable=True)
    marking.form(view, [], doors.lost_tasks(loose.frame[lost]), key="los")

st.subheader("Opgeknapt", anchor=False)
components.pupil_list(doors.recovered(view), key="opgeknapt")
st.caption(about_recovered)
components.note(view)

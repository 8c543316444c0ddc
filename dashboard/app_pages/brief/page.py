"""Brief: the draft of a letter or mail that a step of a pupil asks, to copy, to save, and to keep as a contact."""

import streamlit as st

from dashboard import access_log, components, filters, plain, words
from dashboard.letters import asked, doors, panel

QUESTION = "Wat schrijft de school bij deze stap, aan wie, en is het verstuurd?"
view = filters.view()
wanted, problem = asked.letter(view, st.query_params)
if wanted is None:
    components.heading("Brief", QUESTION, problem or "Open een brief bij een stap op de pagina Leerling.")
    components.note(view)
    st.stop()

access_log.pupil(view, wanted.student_id)
may = doors.addressees(view, wanted)
to = may[0]
top = st.container()
if len(may) > 1:
    to = st.segmented_control(
        "Gericht aan",
        may,
        default=may[0],
        required=True,
        format_func=lambda each: plain.text(asked.ADDRESSEES[each]),
        key="gericht",
        bind="query-params",
    )
draft = doors.draft(view, wanted, to)
with top:
    components.heading(draft.title, QUESTION, f"Aan {asked.ADDRESSEES[draft.addressee]}: {draft.subject}")
    if draft.doubt:
        st.warning(draft.doubt)
    if draft.copy_to:
        st.caption(f"In kopie: {words.listed(list(draft.copy_to))}.")

text, actions = st.columns([5, 2])
with text:
    panel.shown(draft)
    st.caption("Puntjes vult u zelf in. De teksten zijn van de school: eigen teksten staan in de map brieven.")
with actions:
    panel.save(view, draft, wanted)
    st.markdown("**Verstuurd?** Dan is het een contact.")
    panel.sent(view, wanted)
    panel.back(wanted)
components.note(view)

"""Protocollen vergelijken: protocols and drafts on the same pupils, who differs, what-if, and open norms priced."""

import streamlit as st

from dashboard import components, filters, plain
from dashboard.app_pages.vergelijken import beside, differs, open_norms, rounded, what_if, write, write_state
from dashboard.stages.doors import unseen
from dashboard.variants import catalogue

PARTS = {
    "beside": "Naast elkaar",
    "differs": "Wie verschilt",
    "what_if": "Wat als",
    "write": "Schrijven",
    "open_norms": "Open normen",
}
QUESTIONS = {
    "beside": "Wat doet elk protocol met dezelfde leerlingen, en wat kost het?",
    "differs": "Welke leerlingen staan onder een ander protocol op een andere hoogte, en door welke regel?",
    "what_if": "Wat gebeurt er als de school een getal, venster of lezing verandert?",
    "write": "Wat staat er in het protocol van de school, en wie staat dan waar?",
    "open_norms": "Wat maakt het uit hoe een open norm gelezen wordt?",
}
view = filters.view()
top = st.container()
if rounded.drawn(view, top):
    st.stop()
if catalogue.problem():
    st.warning(f"De eigen concepten zijn niet te lezen en doen niet mee. {catalogue.problem()}")
part = st.segmented_control(
    "Deel",
    list(PARTS),
    default="beside",
    required=True,
    format_func=lambda key: plain.text(PARTS[key]),
    key="deel",
    bind="query-params",
)
edited = what_if.current(view)
more = [each for each in (edited, write_state.current(view)) if each]
if part == "beside":
    answer = beside.side_by_side(view, more)
elif part == "differs":
    answer = differs.who_differs(view, more)
elif part == "what_if":
    answer = what_if.part(view, edited)
elif part == "write":
    answer = write.part(view)
else:
    answer = open_norms.open_norms(view)
with top:
    components.heading("Protocollen vergelijken", QUESTIONS[part], unseen(view) + answer)
components.note(view)

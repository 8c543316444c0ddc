"""Protocollen: one protocol as a document to read, with what is a reading, what is open and what to decide."""

import streamlit as st

from dashboard import components, filters, plain
from dashboard.app_pages.protocollen import document, in_force
from dashboard.app_pages.protocollen import doors as data

view = filters.view()
top = st.container()

known = data.choices(view)
left, right = st.columns([3, 2], vertical_alignment="bottom")
chosen = left.selectbox("Protocol", list(known), format_func=plain.shown(known), key="document", bind="query-params")
for name, problem in data.unreadable().items():
    st.warning(f"Het bestand {name} is niet te lezen en ontbreekt daarom in de keuze. {problem}")

shown = data.document(view, chosen)
with top:
    components.heading(
        "Protocollen",
        "Wat staat er in het protocol, wat is een lezing, en waarover moet de school nog beslissen?",
        data.answer(view, chosen),
    )
with right.container(horizontal=True, vertical_alignment="center"):
    appendix = st.checkbox("Met de grensgevallen", key="bijlage")
    document.download(f"{chosen}.pdf", lambda: data.printed(view, chosen, appendix))

document.head(shown)
with st.expander("Wat geldt, en sinds wanneer"):
    in_force.panel(view, chosen)
*tabs, last = st.tabs([*(chapter.title for chapter in shown.chapters), data.BOUNDARIES])
for tab, chapter in zip(tabs, shown.chapters, strict=True):
    with tab:
        document.section(chapter)
with last:
    st.markdown("Verzonnen leerlingen net onder, op en boven elk getal, om na te lopen en goed te keuren.")
    if st.toggle("Toon de grensgevallen", key="grensgevallen", bind="query-params"):
        document.section(data.boundary_chapter(view, chosen))
components.note(view, chosen)

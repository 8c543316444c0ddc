"""Protocollen: one protocol as a document to read, with what is a reading, what is open and what to decide."""

import streamlit as st

from dashboard import components, filters, navigation, plain
from dashboard.app_pages.protocollen import boundaries, doors, panel
from dashboard.in_force.panel import draw

view = filters.view()
top = st.container()

known = doors.choices(view)
left, right = st.columns([3, 2], vertical_alignment="bottom")
chosen = left.selectbox("Protocol", list(known), format_func=plain.shown(known), key="document", bind="query-params")
for name, problem in doors.unreadable().items():
    st.warning(f"Het bestand {name} is niet te lezen en ontbreekt daarom in de keuze. {problem}")

shown = doors.document(view, chosen)
with top:
    components.heading(
        "Protocollen",
        "Wat staat er in het protocol, wat is een lezing, en waarover moet de school nog beslissen?",
        doors.answer(view, chosen),
    )
with right.container(horizontal=True, vertical_alignment="center"):
    appendix = st.checkbox("Met de grensgevallen", key="bijlage")
    if view.viewer.reads("vergelijken") and st.button("Schrijf een concept", icon=":material/edit:", type="tertiary"):
        navigation.open_page("vergelijken", deel="Schrijven", schrijf=chosen)
    panel.download(view, f"{chosen}.pdf", lambda: doors.printed(view, chosen, appendix))

panel.head(shown)
with st.expander("Wat geldt, en sinds wanneer"):
    draw(view, chosen)
*tabs, last = st.tabs([*(chapter.title for chapter in shown.chapters), boundaries.TITLE])
for tab, chapter in zip(tabs, shown.chapters, strict=True):
    with tab:
        panel.section(chapter)
with last:
    st.markdown("Verzonnen leerlingen net onder, op en boven elk getal, om na te lopen en goed te keuren.")
    if st.toggle("Toon de grensgevallen", key="grensgevallen", bind="query-params"):
        panel.section(doors.boundary_chapter(view, chosen))
components.note(view, chosen)

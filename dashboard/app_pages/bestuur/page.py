"""Bestuur: the schools of a board beside each other, of rounded figures, and who sent nothing this week."""

import streamlit as st

from dashboard import components, plain, words
from dashboard.app_pages.bestuur import doors, panel, shapes

board = doors.board()
on = doors.day(board)
missing = shapes.missing(board, on)
if on is None or board.rows.is_empty():
    alone = "Er is één school: daar is niets naast te zetten." if missing.height == 1 else ""
    components.heading("Bestuur", shapes.QUESTION, alone or "Er is nog geen school met cijfers.")
    components.plain_table(missing, shapes.MISSING_ALT, empty="In deze werkmap is nog niets ingelezen.")
    st.stop()
view = doors.view(board, on)
compared = doors.compared(view)
components.heading("Bestuur", shapes.QUESTION, shapes.answer(board, missing, compared))
components.explanation(lambda: doors.explained(view))
components.figures(doors.figures(view))

if not missing.is_empty():
    st.subheader("Geen gegevens van deze week", anchor=False)
    components.plain_table(missing, shapes.MISSING_ALT)

st.subheader("Verzuim per school", anchor=False)
panel.schools(doors.schools(view))

st.subheader("Scholen vergeleken", anchor=False)
st.markdown(plain.text(compared.sentence))
if (funnel := doors.funnel_chart(view)) is not None:
    st.vega_lite_chart(
        spec=funnel,
        key="scholen-trechter",
        alt=f"Ongeoorloofd verzuim tegen leerlingen per school. {compared.sentence}",
    )
    st.caption(plain.text(compared.explained))

st.subheader("Protocollen naast elkaar", anchor=False)
part = st.segmented_control(
    "Onderdeel",
    list(doors.PROTOCOLS),
    default=doors.STAGES,
    required=True,
    key="bestuur-deel",
    bind="query-params",
    label_visibility="collapsed",
)
table, alt, empty = doors.protocols(view, part)
components.plain_table(table, alt, right=tuple(table.columns[shapes.NAMED[part] :]), empty=empty)

st.subheader("Eén school", anchor=False)
names = doors.names(view)
school = st.selectbox("School", list(names), format_func=plain.shown(names), key="bestuur-school", bind="query-params")
components.plain_table(
    doors.afdelingen(view, school),
    "Ongeoorloofd en te laat per afdeling, dit schooljaar, afgerond.",
    right=tuple(shapes.RATES),
    empty="Van deze school zijn er dit schooljaar nog geen hele weken.",
)
st.caption(
    f"Afgerond, elke school tot en met haar laatste hele schoolweek; geen leerling staat hierachter. Gegevens tot en met "
    f"{words.day(on, year=True)}. Stappen zoals bij de laatste opbouw van de school."
)

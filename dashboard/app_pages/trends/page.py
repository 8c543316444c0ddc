"""Trends: absence by week, part of the school, lesson hour and subject, and whether it is more than chance."""

import streamlit as st

from dashboard import components, filters, navigation, plain, words
from dashboard.app_pages.trends import doors, rounded, sick
from dashboard.app_pages.trends.weeks import QUESTION
from dashboard.listing import Pick
from dashboard.rates.funnel import VALUE
from dashboard.standing_out import panel

NUMBERS = ("Cijfer", VALUE, "Per 100 lessen", "Verwacht")
view = filters.view()
top = st.container()
if rounded.drawn(view, top):
    st.stop()
left, right = st.columns([2, 1])
year = right.selectbox("Schooljaar", doors.years(view), key="schooljaar", bind="query-params")
shown = doors.in_year(view, year)
categories = doors.trend_categories(shown)
if not categories:
    with top:
        components.heading("Trends", QUESTION, "Er zijn dit schooljaar nog geen weken.")
    components.note(view)
    st.stop()
category = left.selectbox(
    "Soort verzuim", list(categories), format_func=categories.__getitem__, key="soort", bind="query-params"
)
if sick.drawn(shown, category, top):
    st.stop()
label = words.capital(categories[category])
_, reading = doors.week_trend(shown, category)
with top:
    components.heading("Trends", QUESTION, reading.sentence)
    components.explanation(lambda: doors.explained(shown, category))
st.markdown(f"**{plain.text(label)}** per schoolweek, {plain.text(reading.unit)}")
event = st.vega_lite_chart(
    spec=doors.week_chart(shown, category),
    key="weektrend",
    on_select="rerun",
    selection_mode="week",
    alt=f"Lijn van {label} per week. {reading.sentence}",
)
for remark in doors.year_notes(shown):
    st.warning(remark)
st.caption(
    f"Groen: dit schooljaar. Grijs: het jaar ervoor in dezelfde schoolweek. {reading.denominator} Kies een punt om de "
    "leerlingen te zien."
)
navigation.follow(event, "week", "week", category)
st.markdown("**Per afdeling**, op dezelfde schaal vanaf nul; het getal is de laatste week")
if doors.part_trends(shown, category)[0].is_empty():
    st.info("Binnen deze keuze zijn er geen afdelingen met gegevens.")
else:
    st.markdown(plain.text(doors.part_words(shown, category)))
    event = st.vega_lite_chart(
        spec=doors.part_chart(shown, category),
        key="afdelingstrend",
        on_select="rerun",
        selection_mode="deelweek",
        alt=f"Lijnen van {label} per week voor elke afdeling. {doors.part_words(shown, category)}",
    )
    navigation.follow(event, "deelweek", "week", category)
    st.caption(
        "Een week waarin een afdeling veel minder registraties heeft dan gewoon, is een gat: dan ontbreken gegevens. "
        f"{doors.weeks_compared(shown, category)}"
    )

st.markdown("**Afdelingen en klassen vergeleken**, over het hele schooljaar tot de peildatum")
by = st.segmented_control(
    "Vergelijk", list(doors.PARTS), default="afdeling", key="vergelijk", required=True, bind="query-params"
)
compared = doors.comparison(shown, category, by)
st.markdown(plain.text(compared.sentence))
funnel = doors.funnel_chart(shown, category, by)
if funnel:
    event = st.vega_lite_chart(
        spec=funnel,
        key="trechter",
        on_select="rerun",
        selection_mode="deel",
        alt=f"Trechter: {label} tegen het aantal leerlingen. {compared.sentence}",
    )
    click = components.link_table(
        compared.table, "delen", ("Naam",), f"Tabel bij de trechter, {compared.unit}.", NUMBERS
    )
    navigation.follow(event, "deel", "deel", category, year, by)
    if click:
        navigation.open_list(Pick("deel", (category, year, by, compared.table["key"][click[1]])))

left, right = st.columns(2)
with left:
    heat = doors.heat(shown, category)
    st.markdown(f"**Dag en lesuur**, {plain.text(heat.unit)}\n\n{plain.text(heat.sentence)}")
    event = st.vega_lite_chart(
        spec=doors.heat_chart(shown, category),
        key="lesuren",
        on_select="rerun",
        selection_mode="cel",
        alt=f"Raster van dag en lesuur voor {label}. {heat.sentence}",
    )
    navigation.follow(event, "cel", "cel", category, year)
    st.caption("Kies een cel om de leerlingen te zien.")
with right:
    subjects = doors.subjects(shown, category)
    st.markdown(f"**Per vak**, {plain.text(subjects.unit)}\n\n{plain.text(subjects.sentence)}")
    if not subjects.frame.is_empty():
        click = components.link_table(subjects.frame, "vakken", ("Vak",), "Tabel van verzuim per vak.", NUMBERS)
        if click:
            navigation.open_list(Pick("vak", (category, year, subjects.frame["subject"][click[1]])))
        st.caption("Kies een vak om de leerlingen te zien.")

if out := doors.together_said(shown, category):
    st.caption(plain.text(out))
    with st.expander("Welke klassen en dagen dat zijn"):
        components.plain_table(doors.together_days(shown, category), "Klassen die samen weg waren.", ("Lesuren",))

panel.draw(view)
components.note(view)

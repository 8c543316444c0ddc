"""Trends: weekly absence on 100 lesson hours, and whether it is more than chance."""

import streamlit as st

from dashboard import components, filters
from dashboard.charts import trends as charts
from dashboard.data import trends as data

view = filters.view()
categories = data.trend_categories(view)

if not categories:
    components.heading(
        "Trends", "Hoe loopt het verzuim, en is dat meer dan toeval?", "Er zijn dit jaar nog geen weken."
    )
    components.note(view)
    st.stop()

top = st.container()
category = st.selectbox(
    "Soort verzuim", list(categories), format_func=categories.__getitem__, key="soort", bind="query-params"
)
weeks, band = data.week_trend(view, category)
with top:
    components.heading("Trends", "Hoe loopt het verzuim per week, en is dat meer dan toeval?", band.sentence)

if weeks["rate"].null_count() == weeks.height:
    st.info(
        "Zonder lessentabel is er geen percentage. Zet lessons_per_week in school.toml en bouw opnieuw op met "
        "verzuimbeeld build."
    )
else:
    st.markdown(f"**{categories[category]}** per 100 lesuren, per schoolweek")
    event = st.altair_chart(
        charts.week_trend(weeks, band.centre, band.lower, band.upper),
        key="weektrend",
        on_select="rerun",
        selection_mode="week",
        alt=f"Lijn van {categories[category]} per week. {band.sentence}",
    )
    st.caption(
        "Groen: dit schooljaar. Grijs: vorig jaar in dezelfde schoolweek. De lichte band is wat toeval geeft; "
        "een oranje ruit valt daarbuiten, een grijs vierkant is een week met onvolledige gegevens. "
        f"Kies een punt om de leerlingen te zien. {band.denominator}"
    )
    components.follow(event, "week", "week", category)
    st.markdown("**Per afdeling**, op dezelfde schaal")
    parts = data.part_trends(view, category)
    if parts.is_empty():
        st.info("Binnen deze keuze zijn er geen afdelingen met gegevens.")
    else:
        st.altair_chart(
            charts.part_trends(parts),
            key="afdelingstrend",
            alt=f"Kleine lijnen van {categories[category]} per week voor elke afdeling.",
        )
    st.caption("Afdelingen verschillen ook door toeval; uit deze lijnen volgt geen rangorde.")
components.note(view)

"""Ladders: pupils per stage of a ladder, now and through the weeks."""

import streamlit as st

from dashboard import components, filters, words
from dashboard.charts import ladders as charts
from dashboard.data import ladders as data
from dashboard.listing import Pick

view = filters.view()
known = data.ladders(view)
protocols = dict(zip(known["protocol"], known["protocol_name"], strict=True))

top = st.container()
left, right = st.columns(2)
protocol = left.selectbox(
    "Protocol",
    list(protocols),
    index=list(protocols).index(view.protocol),
    format_func=protocols.__getitem__,
    key="protocol",
    bind="query-params",
)
ladders = known.filter(known["protocol"] == protocol)
names = dict(zip(ladders["ladder"], ladders["ladder_name"], strict=True))
ladder = right.selectbox("Ladder", list(names), format_func=names.__getitem__, key="ladder", bind="query-params")

bars = data.stage_bars(view, protocol, ladder)
total = int(bars["students"].sum())
with top:
    components.heading(
        "Ladders",
        "Hoeveel leerlingen staan op welke trede, en hoe verandert dat?",
        f"{words.count(total, 'leerling staat', 'leerlingen staan')} op een trede van de ladder '{names[ladder]}'.",
    )

if bars.is_empty():
    st.info("Deze ladder is met de ingelezen gegevens niet te berekenen.")
else:
    event = st.altair_chart(
        charts.stage_bars(bars),
        key="treden",
        on_select="rerun",
        selection_mode="trede",
        alt=f"Leerlingen per trede van de ladder {names[ladder]}: {total} in totaal.",
    )
    stage = components.picked(event, "trede", "key")
    if stage:
        components.open_list(Pick("trede", (protocol, ladder, stage)))
    st.caption("Een leerling telt op de hoogste bereikte trede. Kies een balk om alleen die leerlingen te zien.")

missing = ladders.filter((ladders["ladder"] == ladder) & ~ladders["computable"])
for row in missing.iter_rows(named=True):
    st.caption(f"{row['stage']} ({row['stage_name']}) is hier niet te berekenen: nodig is {row['needs']}.")
for row in ladders.filter((ladders["ladder"] == ladder) & ladders["legal"].is_not_null()).iter_rows(named=True):
    st.warning(f"{row['stage']}: {row['legal_reason']}")

st.markdown("**Leerlingen** op deze ladder")
components.pupil_list(data.on_stage(view, protocol, ladder), key="trede-leerlingen")

weeks, order = data.stage_weeks(view, protocol, ladder)
if not weeks.is_empty():
    st.markdown("**Door de weken**: leerlingen per trede aan het eind van elke schoolweek")
    st.altair_chart(
        charts.stage_weeks(weeks, order),
        key="treden-weken",
        alt="Leerlingen per trede aan het eind van elke schoolweek.",
    )
components.note(view, protocol)

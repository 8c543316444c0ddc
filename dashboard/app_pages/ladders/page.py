"""Ladders: pupils per stage of a ladder, now, through the weeks, and how they moved between two days."""

import streamlit as st

from dashboard import components, filters, navigation, plain, words
from dashboard.app_pages.ladders import doors, rounded
from dashboard.app_pages.ladders.shapes import EXPLAINED, LISTED, MOVES
from dashboard.listing import Pick
from dashboard.school import pupils, week_ends
from dashboard.stages.doors import ladders, on_stage, unseen
from dashboard.variants import catalogue

view = filters.view()
top = st.container()
if rounded.drawn(view, top):
    st.stop()
known = ladders(view)
protocols = dict(zip(known["protocol"], known["protocol_name"], strict=True))
left, right = st.columns(2)
protocol = left.selectbox(
    "Protocol",
    list(protocols),
    index=list(protocols).index(view.protocol) if view.protocol in protocols else 0,
    format_func=plain.shown(protocols),
    key="protocol",
    bind="query-params",
)
chosen = known.filter(known["protocol"] == protocol)
names = dict(zip(chosen["ladder"], chosen["ladder_name"], strict=True))
ladder = right.selectbox("Ladder", list(names), format_func=plain.shown(names), key="ladder", bind="query-params")
drafts = [catalogue.name(each) for each in catalogue.choices(view) if catalogue.is_draft(each)]
if drafts:
    st.caption(
        f"Hier staan alleen protocollen waarmee de cijfers zijn opgebouwd. {words.capital(words.listed(drafts))}: wie daarbij "
        "op welke trede staat, leest u op Protocollen vergelijken."
    )
bars = doors.stages(view, protocol, ladder)
total = int(bars["students"].sum())
with top:
    components.heading(
        "Ladders",
        rounded.QUESTION,
        f"{unseen(view)}{words.number(total, 0)} van de {words.count(pupils(view), 'leerling staat', 'leerlingen staan')} op "
        f"een trede van de ladder '{names[ladder]}'.",
    )
    components.explanation(lambda: EXPLAINED)

if bars.is_empty():
    st.info("Deze ladder is met de ingelezen gegevens niet te berekenen.")
else:
    event = st.vega_lite_chart(
        spec=doors.stage_chart(view, protocol, ladder),
        key="treden",
        on_select="rerun",
        selection_mode="trede",
        alt=f"Leerlingen per trede van de ladder {names[ladder]}: {total} in totaal.",
    )
    navigation.follow(event, "trede", "trede", protocol, ladder)
    st.caption("Kies een balk om die leerlingen te zien; het percentage is van alle leerlingen binnen deze keuze.")

of_ladder = chosen.filter(chosen["ladder"] == ladder)
for row in of_ladder.filter(~of_ladder["computable"]).iter_rows(named=True):
    st.caption(f"{row['stage']} ({row['stage_name']}) is hier niet te berekenen: nodig is {row['needs']}.")
if of_ladder.filter(of_ladder["computable"] & of_ladder["needs"].is_not_null()).height:
    st.caption("Wie in geen rooster staat, heeft geen percentage en staat dus op geen trede.")
for row in of_ladder.filter(of_ladder["legal"].is_not_null()).iter_rows(named=True):
    st.warning(f"{row['stage']}: {row['legal_reason']}")

shown = st.segmented_control(
    "Leerlingen",
    list(LISTED),
    default="on",
    required=True,
    format_func=lambda key: plain.text(LISTED[key]),
    key="leerlingen",
    bind="query-params",
)
if shown == "on":
    components.pupil_list(on_stage(view, protocol, ladder), key="trede-leerlingen", row_height=66)
else:
    components.pupil_list(doors.near_next(view, protocol, ladder), key="bijna-leerlingen", row_height=66)

if not doors.weeks(view, protocol, ladder)[0].is_empty():
    st.markdown("**Door de weken**: leerlingen per trede aan het eind van elke schoolweek")
    event = st.vega_lite_chart(
        spec=doors.week_chart(view, protocol, ladder),
        key="treden-weken",
        on_select="rerun",
        selection_mode="week",
        alt="Leerlingen per trede aan het eind van elke schoolweek.",
    )
    navigation.follow(event, "week", "trede", protocol, ladder)

days = week_ends(view)
earlier = [day for day in days if day < str(view.on)]
if earlier and not bars.is_empty():
    st.markdown("**Wie bewoog**: de trede toen en nu")
    since = st.selectbox(
        "Sinds het eind van",
        earlier,
        index=max(0, len(earlier) - 4),
        format_func=days.__getitem__,
        key="sinds",
        bind="query-params",
    )
    with st.container(horizontal=True):
        for move, count in doors.move_counts(view, since, protocol, ladder).items():
            if st.button(f"{words.number(count, 0)} {MOVES[move]}", key=f"stroom-{move}", disabled=not count):
                navigation.open_list(Pick("stroom", (protocol, ladder, since, move)))
    if not doors.move_cells(view, since, protocol, ladder)[0].is_empty():
        event = st.vega_lite_chart(
            spec=doors.move_chart(view, since, protocol, ladder),
            key="stroom",
            on_select="rerun",
            selection_mode="cel",
            alt="Leerlingen naar de trede waarop zij toen stonden en nu staan.",
        )
        navigation.follow(event, "cel", "van-naar", protocol, ladder, since)
components.note(view, protocol)

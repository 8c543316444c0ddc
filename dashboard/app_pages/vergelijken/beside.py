"""The part Naast elkaar: what each protocol does with the same pupils, and what it costs."""

from collections.abc import Sequence

import streamlit as st

from dashboard import components, law, navigation, plain
from dashboard.app_pages.vergelijken import cost, doors, shapes
from dashboard.app_pages.vergelijken.doors import Chosen
from dashboard.listing import Pick
from dashboard.school import pupils
from dashboard.variants import catalogue
from dashboard.variants.catalogue import Variant
from dashboard.view import View

# The columns of the key figures with a list behind them, and its kind.
LISTS = {shapes.MISSED: "gemist", shapes.IDLE: "zonder-nadering"}
SHOWN = {"figures": "kerncijfers", "stages": "leerlingen per trede", "roles": "acties per rol"}
# Pixels for the longest name of a role, and for each letter above it: seven protocols fit on a screen of 1440.
FIRST_WIDTH, LETTER = 138, 7.5


def pick(view: View, more: Sequence[Variant] = ()) -> Chosen:
    """Draws the choice of protocols and drafts that stand beside each other; what was chosen. `more` are unsaved drafts."""
    choices = [each for each in (*catalogue.choices(view), *more) if not catalogue.is_preset(each)]
    names = {each.text: catalogue.name(each) for each in choices}
    picked = st.pills(
        "Protocollen en concepten",
        list(names),
        selection_mode="multi",
        wrap=True,
        default=[each.text for each in catalogue.built(view) if each.text in names],
        format_func=lambda key: plain.text(names[key]),
        key="naast-elkaar",
        bind="query-params",
        help="De landelijke normen staan er altijd onder.",
    )
    return doors.beside(view, [each for each in choices if each.text in picked])


def side_by_side(view: View, more: list[Variant]) -> str:
    """The chosen protocols and drafts with the national norms under them; the answer. `more` are unsaved drafts."""
    chosen = pick(view, more)
    shown = st.segmented_control(
        "Toon",
        list(SHOWN),
        default="figures",
        required=True,
        format_func=lambda key: plain.text(SHOWN[key]),
        key="tonen",
        bind="query-params",
    )
    {"figures": _figures, "stages": _stages, "roles": _roles}[shown](view, chosen)
    return doors.answer(view, chosen)


def _figures(view: View, chosen: Chosen) -> None:
    table = doors.key_figures(view, chosen, cost.minutes(view))
    click = components.link_table(
        table,
        "kerncijfers",
        tuple(LISTS),
        "Per protocol acties, meldingen, voorsprong en wie wordt gemist.",
        right=tuple(table.columns[1:-1]),
    )
    if click:
        column, row = click
        navigation.open_list(Pick(LISTS[column], (table["key"][row],)))
    st.caption(
        "Van het begin van het schooljaar tot en met de peildatum, voor de leerlingen van nu. Voorsprong: schooldagen van de "
        "eerste stap van een volwassene bij ongeoorloofd verzuim tot de norm, voor de middelste leerling. "
        f"Gemist: {law.hours()} bereikt zonder eerdere stap. Zonder nadering: kreeg zo'n stap en kwam dit jaar nooit dicht "
        "bij de norm, misschien juist door die stap. Klik op zo'n getal voor die leerlingen. " + cost.assumed(view)
    )
    cost.draw_references(view, pupils(view))
    st.markdown("**Wie het eerst instapt**, per spoor")
    first = doors.first_steps(view, chosen)
    variants = first.columns[1:]
    components.plain_table(
        first,
        "Per spoor en protocol de eerste trede met een volwassene.",
        widths={name: max(FIRST_WIDTH, round(LETTER * len(name))) for name in variants},
        row_height=84,
        whole=True,
    )
    st.caption(
        "Wie instapt, praat met leerling of ouders of beslist wat er volgt; vroeg melden of een brief van de "
        "administratie telt niet."
    )


def _stages(view: View, chosen: Chosen) -> None:
    tracks = doors.tracks(view, chosen)
    track = st.segmented_control(
        "Spoor",
        list(tracks),
        default=next(iter(tracks)),
        required=True,
        key="spoor",
        bind="query-params",
        format_func=lambda key: plain.text(tracks[key]),
    )
    if doors.stage_bars(view, chosen, track).is_empty():
        st.info("De ladders van dit spoor zijn met de ingelezen gegevens niet te berekenen.")
        return
    event = st.vega_lite_chart(
        spec=doors.stage_chart(view, chosen, track),
        key=f"treden-{track}",
        on_select="rerun",
        selection_mode="trede",
        alt=f"Leerlingen per trede van elke ladder van het spoor {tracks[track]}.",
    )
    navigation.follow(event, "trede", "variant")
    st.caption(
        "Een leerling telt op de hoogste bereikte trede van elke ladder. Kies een balk om die leerlingen te zien."
    )
    weeks = doors.week_chart(view, chosen, track)
    if weeks:
        st.markdown("**Door het jaar**: leerlingen per trede aan het eind van elke schoolweek")
        st.vega_lite_chart(
            spec=weeks, key=f"weken-{track}", alt="Leerlingen per trede aan het eind van elke schoolweek, per ladder."
        )


def _roles(view: View, chosen: Chosen) -> None:
    table = doors.role_table(view, chosen, cost.minutes(view))
    components.plain_table(
        table,
        "Acties per schoolweek en tussen haakjes de uren, per rol en protocol.",
        right=tuple(table.columns[1:]),
        whole=True,
    )
    st.caption(
        "Acties per schoolweek, en tussen haakjes de uren die ze vragen. Gemiddeld over de schoolweken van dit jaar; wat "
        "terugkomt telt elke keer. " + cost.assumed(view)
    )
    busy = doors.roles(view, chosen)
    if busy:
        role = st.selectbox("Door het jaar van", busy, key="rol-weken", bind="query-params")
        st.vega_lite_chart(
            spec=doors.role_chart(view, chosen, role), key=f"rol-{role}", alt=f"Acties per schoolweek van: {role}."
        )

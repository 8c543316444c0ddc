"""The parts of Protocollen vergelijken that only read: beside each other, who differs, and open norms priced."""

import streamlit as st

from dashboard import components, law, navigation, plain, words
from dashboard.app_pages.vergelijken import doors as data
from dashboard.app_pages.vergelijken import variants, whatif
from dashboard.app_pages.vergelijken.doors import Chosen
from dashboard.app_pages.vergelijken.draft import PRICES
from dashboard.app_pages.vergelijken.variants import Variant
from dashboard.listing import Pick
from dashboard.view import View

# The lists behind the columns of the key figures.
LISTS = {"Gemist": "gemist", "Zonder nadering": "zonder-nadering"}
# How soon the next reading of an open norm is computed, in seconds.
NEXT = 0.2


def side_by_side(view: View, more: list[Variant]) -> str:
    """The chosen protocols and drafts with the national norms under them; the answer. `more` are unsaved drafts."""
    choices = [each for each in (*variants.choices(view), *more) if not variants.is_preset(each)]
    names = {each.text: variants.name(each) for each in choices}
    picked = st.pills(
        "Protocollen en concepten",
        list(names),
        selection_mode="multi",
        wrap=True,
        default=[each.text for each in variants.built(view) if each.text in names],
        format_func=lambda key: plain.text(names[key]),
        key="naast-elkaar",
        bind="query-params",
        help="De landelijke normen staan er altijd onder.",
    )
    chosen = data.beside(view, [each for each in choices if each.text in picked])
    draw = {"kerncijfers": _figures, "leerlingen per trede": _stages, "acties per rol": _roles}
    shown = st.segmented_control(
        "Toon", list(draw), default="kerncijfers", required=True, key="tonen", bind="query-params"
    )
    draw[shown](view, chosen)
    return data.answer(view, chosen)


def _figures(view: View, chosen: Chosen) -> None:
    table = data.key_figures(view, chosen)
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
        "bij de norm, misschien juist door die stap. Klik op zo'n getal voor die leerlingen."
    )
    st.markdown("**Wie het eerst instapt**, per spoor")
    components.plain_table(data.first_steps(view, chosen), "Per spoor en protocol de eerste trede met een volwassene.")
    st.caption(
        "Wie instapt, praat met leerling of ouders of beslist wat er volgt; vroeg melden of een brief van de "
        "administratie telt niet."
    )


def _stages(view: View, chosen: Chosen) -> None:
    tracks = data.tracks(view, chosen)
    track = st.segmented_control(
        "Spoor",
        list(tracks),
        default=next(iter(tracks)),
        required=True,
        key="spoor",
        bind="query-params",
        format_func=lambda key: plain.text(tracks[key]),
    )
    if data.stage_bars(view, chosen, track).is_empty():
        st.info("De ladders van dit spoor zijn met de ingelezen gegevens niet te berekenen.")
        return
    event = st.vega_lite_chart(
        spec=data.stage_chart(view, chosen, track),
        key=f"treden-{track}",
        on_select="rerun",
        selection_mode="trede",
        alt=f"Leerlingen per trede van elke ladder van het spoor {tracks[track]}.",
    )
    navigation.follow(event, "trede", "variant")
    st.caption(
        "Een leerling telt op de hoogste bereikte trede van elke ladder. Kies een balk om die leerlingen te zien."
    )
    weeks = data.week_chart(view, chosen, track)
    if weeks:
        st.markdown("**Door het jaar**: leerlingen per trede aan het eind van elke schoolweek")
        st.vega_lite_chart(
            spec=weeks, key=f"weken-{track}", alt="Leerlingen per trede aan het eind van elke schoolweek, per ladder."
        )


def _roles(view: View, chosen: Chosen) -> None:
    table = data.role_table(view, chosen)
    components.plain_table(
        table, "Acties per schoolweek, per rol en protocol.", right=tuple(table.columns[1:]), whole=True
    )
    st.caption("Gemiddeld over de schoolweken van dit jaar; wat terugkomt telt elke keer.")
    busy = data.roles(view, chosen)
    if busy:
        role = st.selectbox("Door het jaar van", busy, key="rol-weken", bind="query-params")
        st.vega_lite_chart(
            spec=data.role_chart(view, chosen, role), key=f"rol-{role}", alt=f"Acties per schoolweek van: {role}."
        )


def who_differs(view: View, more: list[Variant]) -> str:
    """Who stands at another height under B than under A, with the rules; the answer."""
    choices = {each.text: each for each in (*variants.choices(view), *more)}
    names = {text: variants.name(each) for text, each in choices.items()}
    left, right = st.columns(2)
    own = list(names).index(view.protocol)
    first = left.selectbox(
        "Protocol A", list(names), index=own, format_func=plain.shown(names), key="a", bind="query-params"
    )
    others = [text for text in names if text != first]
    second = right.selectbox(
        "Protocol B",
        others,
        index=len(others) - 1 if more else 0,
        format_func=plain.shown(names),
        key="b",
        bind="query-params",
    )
    one, other = choices[first], choices[second]
    if not data.differing(view, one, other).is_empty():
        event = st.vega_lite_chart(
            spec=data.differ_chart(view, one, other),
            key="verschillen",
            on_select="rerun",
            selection_mode="verschil",
            alt="Leerlingen die onder B hoger of lager staan dan onder A, per spoor.",
        )
        navigation.follow(event, "verschil", "verschil", first, second)
        st.caption(
            "Per spoor telt de hoogste trede van een leerling. De hoogte is het volgnummer van de trede op zijn ladder: "
            "trede 3 van de ene school is niet even zwaar als trede 3 van de andere. Kies een balk voor die leerlingen; "
            "een naam opent de leerling, met beide ladders en de registraties erachter."
        )
        tracks = data.differing_tracks(view, one, other)
        track = st.segmented_control(
            "Leerlingen van het spoor",
            list(tracks),
            default=next(iter(tracks)),
            required=True,
            format_func=lambda key: plain.text(tracks[key]),
            key=f"verschil-{'-'.join(tracks)}",
        )
        components.pupil_list(data.differ_list(view, first, second, track), key="verschil-leerlingen", row_height=76)
    return data.differ_answer(view, one, other)


def open_norms(view: View) -> str:
    """What the other readings of the open norms of one protocol would change; the answer."""
    choices = {each.text: each for each in variants.built(view)}
    chosen = st.selectbox(
        "Open normen van",
        list(choices),
        index=list(choices).index(view.protocol),
        format_func=lambda text: plain.visible(variants.name(choices[text])),
        key="normen",
        bind="query-params",
    )
    variant = choices[chosen]
    now = [whatif.prices(view, variant)]
    # As long as something is left, the browser asks for the next one; the page stays usable meanwhile.
    st.fragment(_prices, run_every=NEXT if now[0].left else None)(view, variant, now)
    count = len(variants.protocol(variant).open_norm)
    return f"{chosen} laat {words.count(count, 'vraag', 'vragen')} open; per andere lezing staat hieronder wat zij verandert."


def _prices(view: View, variant: Variant, now: list[whatif.Prices]) -> None:
    """The table of prices: `now`, or what there is when the browser comes back."""
    again = not now
    prices = now.pop() if now else whatif.prices(view, variant)
    if again and not prices.left:
        # The whole page anew, so that the browser stops coming back.
        st.rerun()
    components.plain_table(
        prices.table,
        "Per open norm en andere lezing: leerlingen op een andere trede en acties erbij.",
        right=PRICES,
        widths={"Vraag": 230, "Gekozen lezing": 150, "Andere lezing": 150, "Waarom niet": 180},
        row_height=76,
        whole=True,
        empty="Dit protocol heeft geen open normen.",
    )
    if prices.left:
        st.caption(f"Nog {words.count(prices.left, 'lezing wordt', 'lezingen worden')} doorgerekend.")
    else:
        st.caption(
            "Tegenover de gekozen lezing. Leerlingen anders: staat op de peildatum op een andere trede. Acties erbij: "
            "dit schooljaar tot en met de peildatum, op de ladders die de lezing verandert."
        )

"""The part Open normen: what other readings of the open norms of a protocol would change."""

import streamlit as st

from dashboard import components, plain, words
from dashboard.app_pages.vergelijken import what_if_doors
from dashboard.app_pages.vergelijken.what_if_doors import Prices
from dashboard.app_pages.vergelijken.what_if_shapes import PRICES
from dashboard.variants import catalogue
from dashboard.variants.catalogue import Variant
from dashboard.view import View

# How soon the next reading of an open norm is computed, in seconds.
NEXT = 0.2


def open_norms(view: View) -> str:
    """What the other readings of the open norms of one protocol would change; the answer."""
    choices = {each.text: each for each in catalogue.built(view)}
    chosen = st.selectbox(
        "Open normen van",
        list(choices),
        index=list(choices).index(view.protocol),
        format_func=lambda text: plain.visible(catalogue.name(choices[text])),
        key="normen",
        bind="query-params",
    )
    variant = choices[chosen]
    now = [what_if_doors.prices(view, variant)]
    # As long as something is left, the browser asks for the next one; the page stays usable meanwhile.
    st.fragment(_prices, run_every=NEXT if now[0].left else None)(view, variant, now)
    count = len(catalogue.protocol(variant).open_norm)
    return f"{chosen} laat {words.count(count, 'vraag', 'vragen')} open; per andere lezing staat hieronder wat zij verandert."


def _prices(view: View, variant: Variant, now: list[Prices]) -> None:
    """The table of prices: `now`, or what there is when the browser comes back."""
    again = not now
    prices = now.pop() if now else what_if_doors.prices(view, variant)
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

"""From a list to a pupil without a mouse: by a choice of names, for who would not go along every row with the arrows."""

import streamlit as st

from dashboard import navigation, plain
from dashboard.listing import Listing


def button(listing: Listing, key: str) -> None:
    """A button that is seen when the keyboard is on it (`dashboard/look.py`); it opens a choice of the pupils of a list."""
    st.button("Kies een leerling van deze lijst", key=f"uit-lijst-{key}", on_click=_choose, args=(listing,))


@st.dialog("Kies een leerling")
def _choose(listing: Listing) -> None:
    rows = listing.frame.unique("nummer", maintain_order=True)
    names = dict(zip(rows["nummer"].to_list(), rows["Leerling"].to_list(), strict=True))
    chosen = st.selectbox(
        listing.title, list(names), index=None, format_func=plain.shown(names), placeholder="Kies een leerling"
    )
    if chosen:
        navigation.open_pupil(str(chosen), listing)

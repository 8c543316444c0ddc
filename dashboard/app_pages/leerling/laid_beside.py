"""One pupil on the ladders of the own protocol and of another one, with the registrations behind a stage."""

import streamlit as st

from dashboard import components, plain
from dashboard.app_pages.leerling import two_ladders
from dashboard.listing import StaleLinkError
from dashboard.variants import catalogue
from dashboard.variants.catalogue import Variant
from dashboard.variants.differing import TRACKS
from dashboard.view import View

PARAMETER = "naast"


def draw(view: View, student_id: str) -> None:
    """A choice of a protocol or draft, kept in the URL, and the ladders of both as soon as one is chosen."""
    choices = {each.text: each for each in catalogue.choices(view) if each.text != view.protocol}
    linked = st.query_params.get(PARAMETER, "")
    try:
        choices |= {linked: catalogue.find(view, linked)} if linked and linked != view.protocol else {}
    except StaleLinkError as stale:
        st.warning(f"Het protocol ernaast is vervallen: {stale.what}.")
        linked = ""
    chosen = st.selectbox(
        "Leg de ladders van een ander protocol ernaast",
        list(choices),
        index=list(choices).index(linked) if linked in choices else None,
        format_func=lambda text: plain.visible(catalogue.name(choices[text])),
        key=f"naast-{student_id}",
        placeholder="Kies een protocol of concept",
    )
    st.query_params[PARAMETER] = [chosen] if chosen else []
    if not chosen:
        return
    other = choices[chosen]
    rows = two_ladders.of_pupil(view, student_id, other)
    shown = rows.select([name for name in rows.columns if name[:1].isupper()])
    components.plain_table(
        shown,
        "Per spoor de trede volgens beide protocollen, en de regel.",
        widths=dict.fromkeys(shown.columns[1:], 240),
        row_height=76,
        empty="Volgens geen van beide staat deze leerling op een trede.",
    )
    if rows.is_empty():
        return
    tracks = {row["track"]: row for row in rows.iter_rows(named=True)}
    track = st.segmented_control(
        "Registraties achter de trede van",
        list(tracks),
        format_func=lambda key: plain.text(TRACKS[key]),
        key=f"spoor-{student_id}-{chosen}",
    )
    if track:
        row = tracks[track]
        for column, variant, end in zip(st.columns(2), (Variant(view.protocol), other), ("", "_second"), strict=True):
            with column:
                st.markdown(f"**{plain.text(catalogue.short(variant))}**")
                behind = two_ladders.behind(view, student_id, variant, row[f"ladder{end}"], row[f"stage{end}"])
                components.plain_table(
                    behind,
                    "Dagen, soort en lesuren die tot deze trede leidden.",
                    empty="Geen trede, of een landelijke norm: die uren staan bij het venster hieronder.",
                )

"""Protocols beside each other for who names no pupils: what each asks and who stands where, rounded, of the whole school."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import components, plain
from dashboard.app_pages.vergelijken import beside, cost, rounded_doors
from dashboard.rounded.asked import whole_weeks, why
from dashboard.school import settings
from dashboard.view import View
from pipelines.viewer import EVERYTHING

QUESTION = "Wat vraagt elk protocol van dezelfde leerlingen?"


def drawn(view: View, top: DeltaGenerator) -> bool:
    """Draws the page, when the viewer sees figures of the school and no pupil; `top` is the place of the heading."""
    wide = view.viewer.for_figures()
    if view.viewer.schools or not wide.sees_whole(view.school):
        return False
    _draw(whole_weeks(replace(view.choosing(EVERYTHING), viewer=wide)), top)
    return True


def _draw(view: View, top: DeltaGenerator) -> None:
    # A number opens no list, and nothing can be changed: with a number of choice one would find where a rounded one turns.
    chosen = beside.pick(view)
    figures = rounded_doors.key_figures(view, chosen, cost.minutes(view))
    with top:
        components.heading("Protocollen vergelijken", QUESTION, rounded_doors.answer(view, figures))
        st.caption(why(view))
    shown = figures.drop("key")
    components.plain_table(
        shown, "Per protocol acties per schoolweek en meldingen, afgerond.", right=tuple(shown.columns[1:]), whole=True
    )
    st.caption("Van het begin van het schooljaar tot en met die dag, voor de leerlingen van nu, van de hele school.")
    cost.draw_references(view, rounded_doors.pupils(view), int(settings(view)["small_group"]))
    roles = rounded_doors.role_hours(view, chosen, cost.minutes(view))
    components.plain_table(
        roles, "Uren per schoolweek, per rol en protocol, afgerond.", right=tuple(roles.columns[1:]), whole=True
    )
    st.caption(f"Uren per schoolweek. {cost.assumed(view)}")
    tracks = rounded_doors.tracks(view, chosen)
    track = st.segmented_control(
        "Spoor",
        list(tracks),
        default=next(iter(tracks)),
        required=True,
        key="spoor",
        bind="query-params",
        format_func=lambda key: plain.text(tracks[key]),
    )
    components.plain_table(
        rounded_doors.stages(view, chosen, track),
        f"Leerlingen per trede van elke ladder van het spoor {tracks[track]}, afgerond.",
        right=(rounded_doors.PUPILS,),
        empty="De ladders van dit spoor zijn met de ingelezen gegevens niet te berekenen.",
    )
    st.info(
        "Wie verschilt en wie wordt gemist, staat hier niet: dat gaat over te weinig leerlingen tegelijk. Wat als en de open "
        "normen ook niet: wie een getal zelf kiest, ziet waar een afgerond aantal omslaat, en dan is het precies."
    )
    components.note(view)

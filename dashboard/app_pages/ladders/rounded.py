"""Ladders of a school of which the viewer names no pupils: the stages of the MT-rapport, now and through the weeks."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import components, plain
from dashboard.app_pages.ladders import rounded_doors
from dashboard.rounded.asked import asked, whole_weeks, why
from dashboard.view import View

QUESTION = "Hoeveel leerlingen staan op welke trede, en hoe verandert dat?"


def drawn(view: View, top: DeltaGenerator) -> bool:
    """Draws the page, when it is of rounded figures that a viewer gets or asks for; `top` is the place of the heading."""
    wide = asked(view)
    if wide:
        _draw(wide, top)
    return wide is not None


def _draw(view: View, top: DeltaGenerator) -> None:
    # A mark opens no list: there are no names to show.
    shown = whole_weeks(view)
    names = rounded_doors.ladder_names(shown)
    if not names:
        with top:
            components.heading(
                "Ladders", QUESTION, "Het protocol dat geldt heeft geen ladders die hier te berekenen zijn."
            )
        components.note(shown)
        return
    ladder = st.selectbox("Ladder", list(names), format_func=plain.shown(names), key="ladder", bind="query-params")
    said = rounded_doors.said(shown, ladder)
    with top:
        components.heading("Ladders", QUESTION, said)
        st.caption(why(shown))
    st.vega_lite_chart(spec=rounded_doors.stage_chart(shown, ladder), key="treden", alt=said)
    parts = rounded_doors.part_table(shown, ladder)
    st.markdown("**Per afdeling**, afgerond")
    components.plain_table(
        parts,
        "Leerlingen per trede en afdeling, afgerond.",
        right=tuple(parts.columns[1:]),
        empty="Er zijn geen afdelingen.",
    )
    if chart := rounded_doors.week_chart(shown, ladder):
        st.markdown("**Door de weken**: leerlingen per trede aan het eind van elke schoolweek, afgerond")
        st.vega_lite_chart(
            spec=chart, key="treden-weken", alt="Leerlingen per trede aan het eind van elke schoolweek, afgerond."
        )
    st.info(
        "Wie bewoog en wie dicht bij een volgende trede is, staat hier niet: dat gaat over te weinig leerlingen tegelijk. "
        "Andere protocollen dan dat van nu ook niet: naast elkaar staan zij op Protocollen vergelijken, van de hele school."
    )
    components.note(shown)

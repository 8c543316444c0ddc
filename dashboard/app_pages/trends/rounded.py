"""Trends of a school of which the viewer names no pupils: the weeks of the MT-rapport, of the school and each afdeling."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import components, words
from dashboard.app_pages.trends import doors, rounded_doors, weeks
from dashboard.app_pages.trends.weeks import QUESTION
from dashboard.rounded.asked import asked, whole_weeks, why
from dashboard.view import View


def drawn(view: View, top: DeltaGenerator) -> bool:
    """Draws the page, when it is of rounded figures that a viewer gets or asks for; `top` is the place of the heading."""
    wide = asked(view)
    if wide:
        _draw(wide, top)
    return wide is not None


def _draw(view: View, top: DeltaGenerator) -> None:
    # A mark opens no list: there are no names to show.
    left, right = st.columns([2, 1])
    year = right.selectbox("Schooljaar", doors.years(view), key="schooljaar", bind="query-params")
    shown = whole_weeks(doors.in_year(view, year))
    categories = rounded_doors.categories(shown)
    if not categories:
        with top:
            components.heading("Trends", QUESTION, "Er zijn dit schooljaar nog geen hele weken met registraties.")
        components.note(shown)
        return
    category = left.selectbox(
        "Soort verzuim", list(categories), format_func=categories.__getitem__, key="soort", bind="query-params"
    )
    label = words.capital(categories[category])
    reading = rounded_doors.reading(shown, category)
    with top:
        components.heading("Trends", QUESTION, reading.sentence)
        st.caption(why(shown))
        components.explanation(lambda: {"Per week": rounded_doors.explained(shown, category)})

    charts = (rounded_doors.week_chart(shown, category), rounded_doors.part_chart(shown, category))
    weeks.draw(
        f"{label}, afgerond", reading, *charts, rounded_doors.part_words(shown, category), doors.year_notes(shown)
    )
    st.info(
        "Klassen, lesuren, vakken, andere soorten verzuim en wat opvalt staan hier niet: dat zijn te kleine groepen, of "
        "cijfers die samen met deze zouden vertellen wat het afronden verbergt. De afdelingen staan naast elkaar in het "
        "MT-rapport."
    )
    components.note(shown)

"""Trends of a school of which the viewer names no pupils: the weeks of the MT-rapport, of the school and each afdeling."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import components, plain, words
from dashboard.app_pages.trends import doors, rounded_doors
from dashboard.rounded.asked import asked, whole_weeks, why
from dashboard.view import View

QUESTION = "Hoe loopt het verzuim per week, en is dat meer dan toeval?"


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
        st.caption(plain.text(why(shown)))
        components.explanation(lambda: {"Per week": rounded_doors.explained(shown, category)})

    st.markdown(f"**{plain.text(label)}** per schoolweek, {plain.text(reading.unit)}, afgerond")
    if chart := rounded_doors.week_chart(shown, category):
        st.vega_lite_chart(spec=chart, key="weektrend", alt=f"Lijn van {label} per week. {reading.sentence}")
    for remark in doors.year_notes(shown):
        st.warning(remark)
    st.caption(
        f"Groen: dit schooljaar. Grijs: het jaar ervoor in dezelfde schoolweek. {reading.legend}Een grijs vierkant is een "
        f"week met onvolledige gegevens. {reading.denominator}"
    )
    st.markdown("**Per afdeling**, op dezelfde schaal, afgerond")
    if chart := rounded_doors.part_chart(shown, category):
        said = rounded_doors.part_words(shown, category)
        st.markdown(plain.text(said))
        st.vega_lite_chart(
            spec=chart, key="afdelingstrend", alt=f"Kleine lijnen van {label} per week per afdeling. {said}"
        )
        st.caption("Een gat in een lijn is een week waarin het cijfer op te weinig leerlingen zou rusten, of vakantie.")
    else:
        st.info("De weken van de afdelingen rusten op te weinig leerlingen om te laten zien.")
    st.info(
        "Klassen, lesuren, vakken, andere soorten verzuim en wat opvalt staan hier niet: dat zijn te kleine groepen, of "
        "cijfers die samen met deze zouden vertellen wat het afronden verbergt. De afdelingen staan naast elkaar in het "
        "MT-rapport."
    )
    components.note(shown)

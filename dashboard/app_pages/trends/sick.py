"""The weeks of sickness for who may not see care: of large groups, without names, hours, klassen or subjects."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import components, words
from dashboard.app_pages.trends import doors, weeks
from dashboard.app_pages.trends.weeks import QUESTION
from dashboard.rates import judged
from dashboard.school import settings
from dashboard.view import View


def drawn(view: View, category: str, top: DeltaGenerator) -> bool:
    """Draws the page, when the category is one of sickness and the viewer may not see care; `top` is for the heading."""
    if not doors.only_weeks(view, category):
        return False
    _, reading = doors.week_trend(view, category)
    rows, _ = doors.part_trends(view, category)
    with top:
        components.heading("Trends", QUESTION, reading.sentence)
        components.explanation(lambda: {"Per week": judged.explained()})
    told = not rows.is_empty() and rows["rate"].null_count() < rows.height
    charts = (doors.week_chart(view, category), doors.part_chart(view, category) if told else None)
    label = words.capital(doors.trend_categories(view)[category])
    weeks.draw(label, reading, *charts, doors.part_words(view, category), doors.year_notes(view))
    least = words.number(settings(view)["small_sick_group"], 0)
    st.info(
        f"Van ziekte ziet u alleen hoeveel het er per week zijn, van al uw leerlingen samen en per afdeling als elke afdeling "
        f"ten minste {least} leerlingen heeft: wie ziek is, ziet wie het recht op zorg heeft. Bij een keuze in de zijbalk "
        "staat ziekte er niet bij."
    )
    components.note(view, with_sickness=True)
    return True

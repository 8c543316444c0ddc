"""Nieuwe school: five questions in a folder without a school, and then what is left up to the first list."""

import streamlit as st

from dashboard import access, components, filters
from dashboard.app_pages.nieuwe_school import making, steps

QUESTION = "Hoe komt een school van een lege map tot de eerste lijst?"

if access.is_new():
    components.heading("Nieuwe school", QUESTION, "Vijf vragen, dan de bestanden van de school.")
    st.caption(
        f"De gegevens komen in {access.folder()} en blijven op deze computer. Hebt u al een werkmap, dan is deze map niet de "
        "goede: stop het dashboard (Ctrl-C) en start het met de map van de school."
    )
    if making.other_files():
        st.warning(
            "In deze map staan al andere bestanden. Een eigen, lege map is beter: de map wordt alleen voor u leesbaar."
        )
    answers, slots = making.asked()
    wrong: dict[str, str] = {}
    if st.button("Maak de school", key="nieuw-maak"):
        wrong = making.made(answers)
        if not wrong:
            st.rerun()
        st.error(wrong.get("", "De school is nog niet gemaakt: kijk hierboven bij wat er mist."))
    making.explain(slots, wrong)
else:
    schools = access.schools()
    view = filters.view() if filters.has_data() else None
    school = view.school if view else next(iter(schools))
    components.heading(
        "Nieuwe school", QUESTION, f"{schools[school]} staat klaar. Dit zijn de stappen tot de eerste lijst."
    )
    steps.draw(school)
    st.caption(
        "Vakanties, vrije dagen, perioden en lestijden staan op de pagina Instellingen; om te beginnen is daar niets nodig. "
        "Een tweede school in deze werkmap zet u in school.toml."
    )
    if view:
        components.note(view)

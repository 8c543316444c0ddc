"""Leerling: one pupil's year, counters, steps and spells, and why he or she is on a list."""

import streamlit as st

from dashboard import access_log, components, filters, law, plain, school, words
from dashboard.app_pages.leerling import doors, laid_beside, open_tasks, stands_out, talk
from dashboard.care import panel
from dashboard.contacts import panel as contacts
from dashboard.letters import panel as letters

view = filters.view()
students = school.students(view)

if not students:
    components.heading(
        "Leerling", "Wat is er met deze leerling?", "Binnen deze keuze zijn geen leerlingen ingeschreven."
    )
    components.note(view)
    st.stop()

wanted = st.query_params.get("leerling")
components.neighbours(view, wanted, st.query_params.get("lijst"))
top = st.container()
student_id = st.selectbox(
    "Leerling",
    list(students),
    index=list(students).index(wanted) if wanted in students else None,
    format_func=lambda key: plain.visible(f"{students[key]['sort_name']} ({students[key]['klas'] or 'zonder klas'})"),
    # A key per pupil in the URL: following a link to another pupil starts the choice anew.
    key=f"keuze-{wanted if wanted in students else '-'}",
    placeholder="Kies een leerling",
)
if student_id is None:
    with top:
        gone = "De leerling uit deze koppeling is er niet binnen deze keuze, op deze peildatum. " if wanted else ""
        if wanted and (told := doors.left(view, wanted)):
            access_log.pupil(view, wanted)
            gone += f"{told} Kies een peildatum van toen. "
        components.heading("Leerling", "Wat is er met deze leerling, en waarom?", f"{gone}Kies een leerling.")
    components.note(view)
    st.stop()
# The number and not the name: an address may be mailed and is kept in the history of the browser.
st.query_params["leerling"] = student_id

access_log.pupil(view, student_id)
who = students[student_id]
pupil = doors.pupil(view, student_id)
with top:
    components.heading(
        who["name"],
        pupil.about,
        f"Dit schooljaar staat er niets geregistreerd{'' if view.viewer.may('care') else ' dat u mag zien'}."
        if pupil.calendar.is_empty()
        else f"{words.count(pupil.calendar.height, 'registratie', 'registraties')} dit schooljaar tot en met "
        f"{words.day(view.on)}; {words.count(pupil.standing.height, 'trede', 'treden')} nu.",
    )
st.markdown(plain.bullets(pupil.sentences))
talk.button(view, who, pupil)

stands_out.draw(view, student_id)
open_tasks.draw(view, student_id)

letters.of_pupil(view, student_id)
contacts.draw(view, student_id)

if year := doors.year(view, student_id):
    st.markdown("**Registraties** per dag en lesuur")
    st.vega_lite_chart(spec=year, key="jaar", alt=f"Registraties van {who['name']} per dag en lesuur.")

st.markdown("**Tellers** tegenover de ladders van het protocol")
components.plain_table(
    pupil.counters, "Tellers met hun stand en de treden waar zij toe leiden.", widths={"Teller": 372, "Treden": 348}
)
st.caption("Achter elk getal staat de trede die daar begint; bij een ster vraagt die trede nog iets anders.")

laid_beside.draw(view, student_id)
st.markdown("**Bereikte treden** dit schooljaar")
components.plain_table(
    pupil.steps, "Bereikte treden met datum en plaats in het protocol.", empty="Dit schooljaar is geen trede bereikt."
)
if view.viewer.may("care"):
    panel.card(view, student_id, who["name"])

left, right = st.columns(2)
if view.viewer.may("care"):
    with left:
        st.markdown("**Ziekmeldingen**")
        components.plain_table(
            pupil.spells, "Ziekmeldingen met eerste en laatste dag en lengte.", empty="Dit schooljaar niet ziek gemeld."
        )
with right:
    st.markdown(f"**Uren in het venster** van de {law.norm_name()}")
    components.plain_table(
        pupil.window,
        "Dagen met uren in het venster, en vanaf wanneer zij niet meer tellen.",
        empty=f"In de laatste {law.weeks()} zijn er geen ongeoorloofde of onbekende uren.",
    )
st.markdown("**Afspraken** om terug te komen")
components.plain_table(
    pupil.followups, "Afspraken met dag en uitkomst.", empty="Er zijn geen afspraken ingelezen of vastgelegd."
)
components.note(view)

"""Leerling: one pupil's year, steps and spells, and why he or she is on a list."""

import streamlit as st

from dashboard import components, filters, words
from dashboard.charts import pupil as charts
from dashboard.data import pupil as data
from dashboard.data.school import category_labels

view = filters.view()
students = data.students(view)

if not students:
    components.heading(
        "Leerling", "Wat is er met deze leerling?", "Binnen deze keuze zijn geen leerlingen ingeschreven."
    )
    components.note(view)
    st.stop()

components.neighbours(view, st.query_params.get("leerling"), st.query_params.get("lijst"))
top = st.container()
wanted = st.query_params.get("leerling")
student_id = st.selectbox(
    "Leerling",
    list(students),
    index=list(students).index(wanted) if wanted in students else None,
    format_func=lambda key: f"{students[key]['sort_name']} ({students[key]['klas'] or 'zonder klas'})",
    # A key per pupil in the URL: following a link to another pupil starts the choice anew.
    key=f"keuze-{wanted}",
    placeholder="Kies een leerling",
)
if student_id is not None:
    # The number and not the name: an address may be mailed and is kept in the history of the browser.
    st.query_params["leerling"] = student_id
if student_id is None:
    with top:
        components.heading("Leerling", "Wat is er met deze leerling, en waarom?", "Kies een leerling.")
    components.note(view)
    st.stop()

who = students[student_id]
pupil = data.pupil(view, student_id)
with top:
    components.heading(
        who["name"],
        f"Leerling {student_id} · klas {who['klas'] or 'onbekend'} · mentor {who['mentor'] or 'onbekend'}",
        "Dit schooljaar staat er niets geregistreerd."
        if pupil.calendar.is_empty()
        else f"{words.count(pupil.calendar.height, 'registratie', 'registraties')} dit schooljaar tot en met "
        f"{words.day(view.on)}; {words.count(pupil.standing.height, 'trede', 'treden')} nu.",
    )
st.markdown("\n".join(f"- {sentence}" for sentence in pupil.sentences))

if not pupil.calendar.is_empty():
    st.markdown("**Registraties** per dag en lesuur")
    st.altair_chart(
        charts.year_calendar(pupil.calendar, category_labels(view)),
        key="jaar",
        alt=f"Registraties van {who['name']} per dag en lesuur.",
    )

left, right = st.columns(2)
with left:
    st.markdown("**Bereikte treden**")
    if pupil.steps.is_empty():
        st.info("Dit schooljaar is geen trede bereikt.")
    else:
        st.dataframe(
            pupil.steps,
            hide_index=True,
            column_config={"Bereikt op": components.DATE_COLUMN},
            alt="Bereikte treden met datum en plaats in het protocol.",
        )
with right:
    st.markdown("**Ziekmeldingen**")
    if pupil.spells.is_empty():
        st.info("Dit schooljaar niet ziek gemeld.")
    else:
        st.dataframe(
            pupil.spells,
            hide_index=True,
            column_config={"Eerste dag": components.DATE_COLUMN, "Laatste dag": components.DATE_COLUMN},
            alt="Ziekmeldingen met eerste en laatste dag en lengte.",
        )
components.note(view)

"""Leerplicht: reports that are due, and pupils who come near the 16-hour norm."""

import streamlit as st

from dashboard import components, filters, words
from dashboard.data import leerplicht as data

view = filters.view()
due, near = data.due(view), data.nearing(view)

components.heading(
    "Leerplicht",
    "Wie moet gemeld worden, en wie nadert de 16 uur ongeoorloofd in vier schoolweken?",
    f"{words.count(due.frame.height, 'melding', 'meldingen')} in de laatste weken, "
    f"{words.count(near.frame.height, 'leerling nadert', 'leerlingen naderen')} de norm.",
)

st.subheader("Nu te melden", anchor=False)
components.pupil_list(due, key="te-melden")
st.caption(
    "Melden kan tot en met vijf werkdagen na de einddatum; vakanties en weekenden zijn geen werkdagen. Onder de 18 is "
    "melden een plicht, vanaf 18 is het een keuze die de gemeente met scholen afspreekt."
)

st.subheader("Naderen de norm", anchor=False)
components.pupil_list(near, key="naderen")
st.caption(
    "Uren zijn lesuren die het geldende protocol ongeoorloofd noemt; uren zonder bekende reden staan apart achter de plus. "
    "Het venster is vier schoolweken en schuift per dag; een vakantieweek bestaat voor de telling niet. Na een melding "
    "begint de telling opnieuw."
)

st.subheader("Alle meldingen van dit schooljaar", anchor=False)
components.pupil_list(data.reports(view), key="meldingen")
components.note(view)

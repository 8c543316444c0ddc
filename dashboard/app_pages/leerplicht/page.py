"""Leerplicht: reports that are due, pupils who come near the 16-hour norm, and DUO's other kinds of absence."""

import streamlit as st

from dashboard import components, filters, law, plain, words
from dashboard.app_pages.leerplicht import doors as data
from dashboard.app_pages.leerplicht import due_reports
from dashboard.whole_days import doors as whole_days

view = filters.view()
found = data.overview(view)
hours, days = words.number(found.hours), found.horizon

components.heading(
    "Leerplicht",
    f"Wie moet gemeld worden, en wie nadert de {hours} uur ongeoorloofd in {law.weeks()}?",
    f"{words.count(found.due.frame.height, 'melding is', 'meldingen zijn')} nog te doen"
    f"{f', waarvan {words.number(found.overdue, 0)} over de termijn' if found.overdue else ''}; "
    f"{words.count(found.nearing.frame.height, 'leerling nadert', 'leerlingen naderen')} de norm.",
)

if unknown := whole_days.unauthorised_days(view):
    st.warning(unknown)
    with st.expander("Welke dagen zijn dat?"):
        components.pupil_list(whole_days.unauthorised(view), key="hele-dagen")

st.subheader("Nu te melden", anchor=False)
ticked = components.pupil_list(found.due, key="te-melden", selectable=True)
if not found.due.frame.is_empty():
    due_reports.mark(view, found.due.frame[ticked])
due_reports.draw(view, found.choices)
st.caption(f"{law.due()} Een melding blijft op de lijst tot iemand haar als gemeld merkt.\n\n{law.ages()}")
if found.over_summer:
    st.info(found.over_summer)
if data.long_lessons(view):
    st.warning(data.long_lessons(view))

st.subheader("Naderen de norm", anchor=False)
components.pupil_list(found.nearing, key="naderen", bars=found.bars, row_height=76)
st.caption(
    f"De kans is die om binnen {days} schooldagen de norm te halen: uit hoe vaak deze leerling de laatste "
    f"{words.count(found.recent, 'schoolweek', 'schoolweken')} "
    "zulke uren had, bijgetrokken naar wat op deze school gewoon is, en uit de uren die tot dan uit het venster vallen. "
    "'Haalt de norm op' is de eerste dag waarop die kans minstens de helft is; na een melding begint de telling opnieuw."
)
with st.expander("Welke uren vallen wanneer uit het venster?"):
    components.pupil_list(found.leaving, key="vervallen")
    st.caption(
        f"Uren tellen {law.weeks()} mee en vervallen daarna op dezelfde weekdag; een vakantieweek bestaat niet. Uren "
        "zonder bekende reden staan apart en tellen alleen als het protocol dat zegt."
    )
with st.expander("Hoe goed kwamen eerdere kansen uit?"):
    table, told = data.calibration(view)
    st.markdown(plain.bullets(told))
    if not table.is_empty():
        components.plain_table(table, "Per groep kansen hoe vaak de norm werd verwacht en gehaald.", ("Verwacht",))
    st.caption(
        "Voor elk eind van een schoolweek is de kans opnieuw berekend met wat toen bekend was, voor de hele school, en naast "
        f"de {days} schooldagen erna gelegd. Een leerling staat er elke week opnieuw in, dus de onzekerheid telt "
        "leerlingen en niet keren."
    )

st.subheader("Als de onbekende uren anders uitvallen", anchor=False)
if st.toggle("Leg beide lezingen naast elkaar", key="onbekend", bind="query-params"):
    st.markdown(f"**{plain.text(data.consequences(view))}**")
    components.pupil_list(data.other_reading(view), key="andere-lezing")
st.caption(
    "Uren zonder bekende reden kunnen nog geoorloofd of ongeoorloofd blijken. De lijst noemt wie dan een melding erbij of "
    "minder heeft, of de norm wel of niet meer nadert; de telling zelf verandert niet."
)

st.subheader("Andere soorten verzuim voor DUO", anchor=False)
lists = {
    words.capital(law.long_absence()): found.long,
    "Luxeverzuim": found.luxe,
    law.adult(): found.adults,
}
titles = [f"{name} ({listing.frame.height})" for name, listing in lists.items()]
for tab, listing in zip(st.tabs(titles), lists.values(), strict=True):
    with tab:
        components.pupil_list(listing, key=f"soort-{listing.pick.text()}")
st.caption(
    f"Luxeverzuim en {law.long_absence()} achter elkaar meldt u los van de {law.hours()}: luxeverzuim meteen, vanaf het "
    "eerste uur."
)

st.subheader("Alle meldingen van dit schooljaar", anchor=False)
components.pupil_list(found.reports, key="meldingen")
if not found.orphans.frame.is_empty():
    st.warning(
        "Door een correctie bestaat een melding niet meer die wel als gemeld is gemerkt. Trek bij DUO zo nodig in."
    )
    components.pupil_list(found.orphans, key="vervallen-meldingen")
components.note(view)

"""Leerplicht: reports that are due, pupils who come near the 16-hour norm, and DUO's other kinds of absence."""

import streamlit as st

from dashboard import components, filters, law, plain, words
from dashboard.app_pages.leerplicht import cases, chances, doors, near_norm, panel, readings
from dashboard.app_pages.leerplicht.near_norm import HOURS
from dashboard.school import settings
from dashboard.whole_days import doors as whole_days

ALL = "alle"
view = filters.view()
numbers = settings(view)
hours, days = words.number(numbers["hours"]), int(numbers["forecast_school_days"])
found, nearing = doors.all_cases(view), doors.nearing(view)

components.heading(
    "Leerplicht",
    f"Wie moet gemeld worden, en wie nadert de {hours} uur ongeoorloofd in {law.weeks()}?",
    f"{cases.counted(found, view.on)}; {words.count(nearing.frame.height, 'leerling nadert', 'leerlingen naderen')} de norm.",
)
known, able = chances.chances_from(view)
components.explanation(
    lambda: {
        "Meldingen": [
            law.due(),
            "Een melding blijft te doen tot iemand vastlegt dat zij gemeld is, of bewust niet.",
            law.ages(),
        ],
        "Naderen de norm": near_norm.explained(numbers, able),
    }
)
if unknown := whole_days.unauthorised_days(view):
    st.warning(unknown)
    with st.expander("Welke dagen zijn dat?"):
        components.pupil_list(whole_days.unauthorised(view), key="hele-dagen")

st.subheader("Meldingen", anchor=False)
stand = st.segmented_control(
    "Toon",
    [*cases.STANDS, ALL],
    default=cases.TODO,
    required=True,
    format_func=plain.text,
    key="meldingen",
    bind="query-params",
    label_visibility="collapsed",
)
listing = doors.reports(view, "" if stand == ALL else str(stand))
ticked = components.pupil_list(listing, key="meldingen-lijst", selectable=True)
if not listing.frame.is_empty():
    panel.cases(view, listing.frame[ticked])
panel.forms(view, doors.choices(view))
orphans = doors.orphans(view)
if not orphans.frame.is_empty():
    st.warning(
        "Door een correctie past wat is vastgelegd op geen melding meer: haar eerste dag verschoof, of zij is vervallen. "
        "Trek bij DUO zo nodig in."
    )
    loose = components.pupil_list(orphans, key="vervallen-meldingen", selectable=True)
    panel.gone(view, orphans.frame[loose])
if over_summer := doors.over_summer(view):
    st.info(over_summer)
if long_lessons := doors.long_lessons(view):
    st.warning(long_lessons)

st.subheader("Naderen de norm", anchor=False)
components.pupil_list(nearing, key="naderen", bars={HOURS: numbers["hours"]}, row_height=92)
st.caption(near_norm.caption(numbers, known, able))
with st.expander("Welke uren vallen wanneer uit het venster?"):
    components.pupil_list(doors.leaving(view), key="vervallen")
    st.caption(
        f"Uren tellen {law.weeks()} mee en vervallen daarna op dezelfde weekdag; een vakantieweek bestaat niet. Uren "
        "zonder bekende reden staan apart en tellen alleen als het protocol dat zegt."
    )
if able:
    with st.expander("Hoe goed kwamen eerdere kansen uit?"):
        table, told = chances.calibrated(view)
        st.markdown(plain.bullets(told))
        if not table.is_empty():
            components.plain_table(table, "Per groep kansen hoe vaak de norm werd verwacht en gehaald.", ("Verwacht",))
        st.caption(
            "Voor elk eind van een schoolweek is de kans opnieuw berekend met wat toen bekend was, en naast de "
            f"{days} schooldagen erna gelegd; nooit geleerd van het schooljaar waarin zij wordt nagemeten. Een leerling "
            "staat er elke week opnieuw in, dus de onzekerheid telt leerlingen en niet keren."
        )

st.subheader("Als de onbekende uren anders uitvallen", anchor=False)
if st.toggle("Leg beide lezingen naast elkaar", key="onbekend", bind="query-params"):
    others = doors.other_reading(view)
    st.markdown(f"**{plain.text(readings.consequences(others.frame))}**")
    components.pupil_list(others, key="andere-lezing")
st.caption(
    "Uren zonder bekende reden kunnen nog geoorloofd of ongeoorloofd blijken. De lijst noemt wie dan een melding erbij of "
    "minder heeft, of de norm wel of niet meer nadert; de telling zelf verandert niet."
)

st.subheader("Andere soorten verzuim voor DUO", anchor=False)
lists = (
    (words.capital(law.long_absence()), doors.of_kind(view, doors.LONG)),
    ("Luxeverzuim", doors.of_kind(view, doors.LUXE)),
    (law.adult(), doors.adults(view)),
)
tabs = st.tabs([f"{name} ({listing.frame.height})" for name, listing in lists])
for tab, (_, listing) in zip(tabs, lists, strict=True):
    with tab:
        components.pupil_list(listing, key=f"soort-{listing.pick.text()}")
st.caption(
    f"Luxeverzuim en {law.long_absence()} achter elkaar meldt u los van de {law.hours()}: luxeverzuim meteen, vanaf het "
    "eerste uur."
)

components.note(view)

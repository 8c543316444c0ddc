"""Ziekte: pupils who are often ill, tested honestly, and the care for them; only for who may see care."""

import streamlit as st

from dashboard import components, filters, navigation, plain, words
from dashboard.app_pages.ziekte import doors, printing
from dashboard.app_pages.ziekte.explained import explained
from dashboard.app_pages.ziekte.shapes import LISTED
from dashboard.care import panel
from dashboard.care.doors import NATIONAL
from dashboard.school import pupils
from dashboard.whole_days.doors import sick_days

QUESTION = "Wie heeft zorg nodig omdat hij of zij vaak of lang ziek is, en wat is meer dan toeval?"
view = filters.view()
if not view.viewer.may("care"):
    components.heading("Ziekte", QUESTION, "U heeft geen recht om zorg voor zieke leerlingen te zien.")
    components.note(view)
    st.stop()

worrying, staged = doors.counts(view)
known = doors.sick_protocols(view)
components.heading(
    "Ziekte",
    QUESTION,
    f"{words.number(worrying, 0)} van de {words.count(pupils(view), 'leerling is', 'leerlingen zijn')} zorgwekkend ziek "
    f"volgens M@ZL; {words.count(staged, 'staat', 'staan')} op een ziektetrede van het geldende protocol.",
)
if view.protocol not in known:
    st.caption("Het geldende protocol heeft geen ladder voor ziekte; hier gelden alleen de landelijke criteria.")

left, right = st.columns([3, 2])
shown = left.segmented_control(
    "Toon",
    list(LISTED),
    default="worrying",
    required=True,
    format_func=lambda key: plain.text(LISTED[key]),
    key="signalen",
    bind="query-params",
)
more = right.multiselect(
    "Ook de criteria van",
    [protocol for protocol in known if protocol not in (view.protocol, NATIONAL)],
    format_func=plain.shown(known),
    key="criteria",
    bind="query-params",
    placeholder="Alleen het geldende protocol en M@ZL",
    help="Voor ‘alle signalen’ en ‘nog niet opgepakt’.",
    select_all=False,
)
if shown == "worrying":
    components.pupil_list(doors.worrying(view), key="ziek-mazl", row_height=76, longest=doors.LONGEST)
elif shown in doors.SIGNALS:
    components.pupil_list(doors.SIGNALS[shown](view, *more), key="ziek-signalen", row_height=76, longest=doors.LONGEST)
else:
    components.pupil_list(doors.sick_pupils(view), key="ziek-meldingen")
if unknown := sick_days(view):
    st.caption(unknown)
with st.container(horizontal=True, vertical_alignment="center"):
    printing.button(view)
    components.explanation(lambda: explained(view))

st.subheader("Patronen", anchor=False)
st.info(doors.pattern_news(view))
components.pupil_list(doors.pattern_pupils(view), key="ziek-patronen", row_height=76)
patterns = doors.pattern_tests(view)
components.plain_table(
    patterns, alt="Per soort patroon gevonden en verwacht bij toeval.", right=tuple(patterns.columns[2:4])
)

st.subheader("Stijgt of weer rustig", anchor=False)
tests = doors.change_tests(view)
if tests.is_empty():
    st.info("Er is dit schooljaar nog te weinig tijd voorbij om met eerder te vergelijken.")
else:
    components.pupil_list(doors.changed(view), key="ziek-verandering")
    components.plain_table(
        tests, alt="Per soort verandering gevonden, en wat toeval geeft.", right=("Gevonden / toeval geeft",)
    )

st.subheader("Aandeel per afdeling", anchor=False)
parts = doors.share_parts(view)
if parts.is_empty():
    st.info("Binnen deze keuze is niemand ingeschreven.")
else:
    event = st.vega_lite_chart(
        spec=doors.share_chart(view),
        key="ziek-afdelingen",
        on_select="rerun",
        selection_mode="afdeling",
        alt="Per afdeling het aandeel leerlingen dat zorgwekkend ziek is, met de grenzen van toeval.",
    )
    navigation.follow(event, "afdeling", "ziek-afdeling")
    st.caption("Kies een punt om die leerlingen te zien.")

both = doors.together_counts(view)
st.subheader("Ook ongeoorloofd afwezig", anchor=False)
st.markdown(
    f"Gevonden {words.number(both.pupils.height, 0)}, verwacht bij toeval {words.number(both.expected)}: een aanleiding "
    "om te praten, geen verwijt." + (" Samen is het niet meer dan toeval." if both.no_more_than_chance else "")
)
components.pupil_list(doors.together(view), key="ziek-samen")

if doors.early_is_meant(view):
    st.subheader("Vroege lijst", anchor=False)
    components.pupil_list(doors.early(view), key="ziek-vroeg")
    st.caption(f"Wie in de eerste schoolweken het meest ziek was. {doors.outlook(view)}")

st.subheader("Zorg", anchor=False)
components.pupil_list(doors.cases(view), key="ziek-zorg")
panel.form(view, doors.choosable(view))
components.note(view)

"""MT-rapport: the same page at every management meeting, on screen, on paper and as a file; without any pupil."""

import streamlit as st

from dashboard import components, filters, plain
from dashboard.app_pages.mt_rapport import doors, panel
from dashboard.app_pages.mt_rapport.figures import tiles
from dashboard.app_pages.mt_rapport.steps import TASKS

QUESTION = "Hoe staat het verzuim ervoor, wat is meer dan toeval, en wat spreken we af?"
view, problem = doors.asked(filters.view())
if problem:
    components.heading("MT-rapport", QUESTION, problem)
    components.note(view)
    st.stop()

top = st.container()
if len(views := doors.schools(view)) > 1 and st.toggle("Alle scholen naast elkaar", key="scholen", bind="query-params"):
    schools, funnel = doors.board(view, views), doors.board_chart(view, views)
    said = schools.compared.sentence if schools.compared else "De scholen zijn te klein om te vergelijken."
    with top:
        components.heading("MT-rapport", QUESTION, said)
    components.plain_table(
        schools.table, alt="Per school de vijf cijfers van nu.", right=tuple(schools.table.columns[1:-2])
    )
    if funnel:
        st.vega_lite_chart(spec=funnel, key="rapport-scholen", alt=f"Trechter van scholen. {said}")
    st.caption(
        "Ongeoorloofd is wat het protocol van een school zo noemt: bij verschillende protocollen verschilt ook het cijfer."
    )
    components.note(view)
    st.stop()

found = doors.report(view)
charts = doors.charts(view)
with top:
    components.heading("MT-rapport", QUESTION, found.answer)
with st.container(horizontal=True, vertical_alignment="center"):
    panel.buttons(view, found.subject.afdeling or view.school)
    st.caption(
        f"{found.subject.name}, zonder namen van leerlingen, tot en met de laatste hele schoolweek. Een andere afdeling kiest "
        "u in de zijbalk."
    )
if doors.ignored(filters.view()):
    st.info("Leerjaar, klas en mentor gelden hier niet: dit rapport gaat over de hele school of over één afdeling.")

components.figures(tiles(found.figures))
with st.expander("De cijfers als tabel"):
    components.plain_table(
        found.table, alt="Vijf cijfers in drie perioden.", right=tuple(found.table.columns[2:]), widths={"Cijfer": 230}
    )
st.caption(found.periods)
st.markdown(plain.bullets(found.statements))

left, right = st.columns(2)
with left:
    st.subheader("Ongeoorloofd afwezig per week", anchor=False)
    st.markdown(plain.text(found.reading.sentence))
    if "trend" in charts:
        st.vega_lite_chart(
            spec=charts["trend"],
            key="rapport-trend",
            alt=f"Lijn van ongeoorloofd verzuim per week. {found.reading.sentence}",
        )
    st.caption(f"Grijs: vorig jaar in dezelfde schoolweek. {found.reading.legend}".strip())
with right:
    st.subheader("Afdelingen", anchor=False)
    if found.compared and "afdelingen" in charts:
        st.markdown(plain.text(found.compared.sentence))
        st.vega_lite_chart(
            spec=charts["afdelingen"],
            key="rapport-afdelingen",
            alt=f"Trechter van afdelingen. {found.compared.sentence}",
        )
        components.plain_table(found.compared_table, alt="Tabel bij de trechter.", right=("Ingeschreven", "Cijfer"))
    else:
        st.info("De afdelingen zijn te klein om te laten zien.")

st.subheader("Leerlingen per trede (afgerond)", anchor=False)
if "treden" in charts:
    st.vega_lite_chart(spec=charts["treden"], key="rapport-treden", alt=found.stages_said)
if found.nobody_said:
    st.caption(found.nobody_said)

st.subheader("Stappen van het protocol (afgerond)", anchor=False)
if found.steps_said:
    st.markdown(plain.text(found.steps_said))
components.plain_table(
    found.parts, alt="Stappen per afdeling.", right=tuple(found.parts.columns[1:]), empty="Er zijn geen afdelingen."
)
if not found.by_stage.is_empty():
    components.plain_table(found.by_stage, alt="Stappen per trede.", right=tuple(found.by_stage.columns[1:]))
if not found.subject.afdeling:
    st.caption(TASKS)
    components.plain_table(
        found.roles, alt="Taken per rol.", right=tuple(found.roles.columns[1:]), empty="Er werd geen stap gevraagd."
    )
st.markdown(plain.bullets((found.duo, *found.data)))

asked = not found.subject.afdeling and st.toggle("Toon wat op stappen volgde", key="gevolg", bind="query-params")
after = doors.followed(view) if asked else None
if after:
    st.markdown(plain.bullets(after.sentences))
    if drawn := doors.followed_chart(view):
        st.vega_lite_chart(spec=drawn, key="rapport-gevolg", alt=f"Uren na een stap. {after.sentences[0]}")
    st.caption(after.explained)

st.subheader("Besluiten", anchor=False)
panel.decisions(view, found.decisions)

with st.expander("Wat staat hier, en hoe leest u het?"):
    st.markdown("\n".join(f"- **{plain.text(name)}**: {plain.text(said)}" for name, said in found.explained))
st.caption(plain.text(found.described))

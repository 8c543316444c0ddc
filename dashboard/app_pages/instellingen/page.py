"""Instellingen: the school as it stands in `school.toml`, to change part by part, and to take back."""

import streamlit as st

from dashboard import access, components, filters, plain, setting_up
from dashboard.app_pages.instellingen import afdelingen, codes, days, general, items, others
from dashboard.app_pages.instellingen.subject import subject

view = filters.view() if filters.has_data() else None
schools = access.schools()
school = view.school if view else next(iter(schools))
top = st.container()
if len(schools) > 1:
    school = st.selectbox(
        "School",
        list(schools),
        index=list(schools).index(school),
        format_func=plain.shown(schools),
        key="instel-school",
    )
about = subject(school, view)
answer = f"{about.school.name}: regio {about.school.region}, protocol {about.school.protocol}."
with top:
    components.heading("Instellingen", "Hoe is deze school ingericht, en klopt dat nog?", answer)
others.last_change(about)

PARTS = {
    "Algemeen": general.school,
    "Vakanties": days.draw,
    "Perioden": items.periods,
    "Toetsweken": items.test_weeks,
    "Lestijden": items.lessons,
    "Afdelingen": afdelingen.draw,
    "Codes": codes.draw,
    "Protocol": others.protocol,
    "Vergelijken": items.references,
    "Brieven": others.own_letters,
    "Bewaartermijnen": general.retention,
    "Wijzigingen": others.changes,
}
part = st.segmented_control(
    "Onderdeel",
    list(PARTS),
    default="Algemeen",
    required=True,
    key="deel",
    bind="query-params",
    label_visibility="collapsed",
)
PARTS[part](about)
setting_up.onward(school)
st.caption(
    "Wat u bewaart, wordt eerst nagekeken, komt in school.toml van de werkmap (uw opmerkingen daarin blijven staan) en met één "
    "regel in het logboek; daarna rekenen alle pagina's ermee."
)
if view:
    components.note(view)

"""Instellingen: the school as it stands in `school.toml`, to change part by part, and to take back."""

import streamlit as st

from dashboard import access, components, filters, plain, setting_up
from dashboard.app_pages.instellingen import afdelingen, codes, days, general, items, others
from dashboard.app_pages.instellingen.subject import subject
from dashboard.view import today

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
    "Algemeen": lambda: general.school(about),
    days.PART: lambda: days.draw(about, today()),
    "Perioden": lambda: items.draw(about, items.PERIOD, "Perioden"),
    "Toetsweken": lambda: items.draw(about, items.TEST_WEEK, "Toetsweken"),
    "Lestijden": lambda: items.draw(about, items.LESSON, "Lestijden"),
    "Afdelingen": lambda: afdelingen.draw(about),
    "Codes": lambda: codes.draw(about),
    "Protocol": lambda: others.protocol(about),
    "Brieven": others.own_letters,
    "Bewaartermijnen": lambda: general.retention(about),
    "Wijzigingen": lambda: others.changes(about),
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
PARTS[part]()
setting_up.onward(school)
st.caption(
    "Wat u bewaart, wordt eerst nagekeken, komt in school.toml van de werkmap (uw opmerkingen daarin blijven staan) en met één "
    "regel in het logboek; daarna rekenen alle pagina's ermee."
)
if view:
    components.note(view)

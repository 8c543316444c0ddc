"""Inlezen: files from the browser, looked at first, then imported as a whole or not at all."""

import streamlit as st

from dashboard import access, components, filters, plain, saving, setting_up, words
from dashboard.app_pages.inlezen import bookmarklet, panel, plans, uploads
from dashboard.app_pages.inlezen.received import received

view = filters.view() if filters.has_data() else None
schools = access.schools()

components.heading(
    "Inlezen",
    "Welke gegevens komen erbij, en wat verandert er dan?",
    f"De gegevens lopen tot en met {words.day(view.last, year=True)}." if view else "Er is nog niets ingelezen.",
)
school = view.school if view else next(iter(schools))
if len(schools) > 1:
    school = st.selectbox(
        "School van deze bestanden",
        list(schools),
        index=list(schools).index(school),
        format_func=plain.shown(schools),
        key="inlees-school",
    )
batch = received(
    st.file_uploader(
        "Exportbestanden van de school",
        accept_multiple_files=True,
        key="bestanden",
        help="Eerst ziet u wat elk bestand is en wat er verandert; pas de knop daaronder leest in.",
    )
)

whole = st.checkbox(
    "Exports van de hele school",
    key="hele-school",
    help="Wat van de school eerder is ingelezen en in deze bestanden niet meer staat, vervalt dan ook; wie op geen "
    "leerlingenlijst meer staat, is dan van school.",
)

plan, codes, columns, left, place = None, {}, {}, None, st.empty()
if batch:
    # How the program reads the files itself; the forms below it may say otherwise.
    found = uploads.rehearse(school, batch, {}, whole)
    with place.container():
        asking, summary, choosing, pressing, details = (st.container() for _ in range(5))
    with asking:
        asked = {file.digest: panel.asked_columns(file) for file in found.files if file.problem and file.header}
    with details:
        below = st.container()
        told = {file.digest: panel.file_details(file) for file in found.files if not file.problem}
    columns = {digest: chosen for digest, chosen in (asked | told).items() if chosen is not None}
    plan = uploads.rehearse(school, batch, columns, whole) if columns else found
    with summary:
        panel.summary(plan, [digest for digest, chosen in asked.items() if chosen is None])
    with below:
        panel.noticed(plan)
    with choosing:
        codes = panel.chosen_codes(plan, school)
        left = panel.confirmed_left(plan, school)
    if not plan.usable:
        st.info("Inlezen kan zodra elk bestand is herkend; haal anders het bestand weg dat niet past.")
else:
    with st.expander("Welke bestanden kunnen worden ingelezen"):
        st.markdown(plain.bullets(plans.TITLES.values()))
    saving.download(
        view,
        "Bladwijzer 'Ophalen uit Magister'",
        bookmarklet.page,
        "bladwijzer",
        "ophalen.html",
        key="bladwijzer",
        help="Open het bestand en sleep de koppeling naar uw bladwijzerbalk; klik haar aan in uw Magister-tabblad.",
    )

unsaid = bool(plan and plan.left_doubts and left is None)
if plan and plan.usable and pressing.button("Inlezen", type="primary", key="inlezen", disabled=unsaid):
    with pressing:
        bar = st.progress(0.0, "Lezen")
        done = uploads.store(school, batch, columns, lambda share, text: bar.progress(share, text), whole, codes, left)
        bar.empty()
        access.look_again()
        if done.problem:
            st.error(done.problem)
    if done.stored:
        # What was to change has changed: the result takes its place.
        place.empty()
        st.success(f"Ingelezen: {words.count(len(batch), 'bestand', 'bestanden')}. Alle pagina's rekenen hier nu mee.")
        panel.outcome(done)
    elif not done.problem:
        st.info("Alles in deze bestanden stond er al in. Er is niets veranderd.")
if filters.has_data():
    setting_up.onward(school)
st.caption(
    f"Hier gaan bestanden in tot {words.number(st.get_option('server.maxUploadSize'), 0)} MB; een groter bestand leest u in "
    "met de opdracht verzuimbeeld import. Van de bestanden blijft hier niets achter; alleen de werkmap van de school "
    "bewaart wat is ingelezen."
)
if filters.has_data():
    filters.offer_newest_day(filters.view())
    components.note(filters.view())

"""Inlezen: files from the browser, looked at first, then imported as a whole or not at all."""

import streamlit as st

from dashboard import access, components, filters, plain, setting_up, words
from dashboard.app_pages.inlezen import bookmarklet, panel, uploads
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

columns: dict[str, dict[str, str]] = {}
looks = uploads.look(school, batch, columns)
for file in (found for found in looks if found.headers):
    st.markdown(f"**{plain.text(file.name)}**: wijs de kolommen aan")
    st.caption(f"{file.problem} Is het een tabel met registraties, kies dan welke kolom wat is; dat wordt onthouden.")
    # A row of columns at a time: on a telephone they stand below each other in this order.
    places = [place for _ in range(0, len(uploads.FIELDS), 3) for place in st.columns(3)]
    chosen = {
        field: places[number].selectbox(
            title + (" (nodig)" if uploads.needed(field) else ""),
            file.headers,
            format_func=plain.visible,
            index=file.headers.index(file.likely[field]) if field in file.likely else None,
            placeholder="Geen kolom",
            key=f"kolom-{file.digest}-{field}",
        )
        for number, (field, title) in enumerate(uploads.FIELDS.items())
    }
    named = {field: header for field, header in chosen.items() if header}
    if uploads.enough(named):
        columns[file.digest] = named
    else:
        st.warning("Kies voor leerlingnummer, datum en code elk een eigen kolom.")

looks = uploads.look(school, batch, columns)
for file in looks:
    if file.problem and (file.digest in columns or not file.headers):
        st.error(f"{file.problem} {file.remedy}")
    elif not file.problem:
        st.markdown(f"**{plain.text(file.name)}**: {plain.text(file.title)}")
        components.plain_table(file.sample, alt=f"De eerste rijen van {file.name}.")

plan = None
if batch and all(not file.problem for file in looks):
    plan = uploads.rehearse(school, batch, columns)
    st.subheader("Wat er verandert", anchor=False)
    panel.outcome(plan)
elif batch:
    st.info("Inlezen kan zodra elk bestand is herkend; haal anders het bestand weg dat niet past.")
else:
    with st.expander("Welke bestanden kunnen worden ingelezen"):
        st.markdown(plain.bullets(uploads.TITLES.values()))
    st.download_button(
        "Bladwijzer 'Ophalen uit Magister'",
        bookmarklet.page(),
        file_name="ophalen.html",
        mime="text/html",
        help="Open het bestand en sleep de koppeling naar uw bladwijzerbalk; klik haar aan in uw Magister-tabblad.",
    )

if plan and not plan.problem and st.button("Inlezen", type="primary", key="inlezen"):
    bar = st.progress(0.0, "Lezen")
    done = uploads.store(school, batch, columns, lambda share, text: bar.progress(share, text))
    bar.empty()
    if done.problem:
        st.error(done.problem)
    elif done.stored:
        st.success(f"Ingelezen: {words.count(len(batch), 'bestand', 'bestanden')}. Alle pagina's rekenen hier nu mee.")
        panel.outcome(done)
    else:
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

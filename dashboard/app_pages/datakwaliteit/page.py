"""Datakwaliteit: what is missing, doubled, unmapped or impossible in the imported doors."""

import streamlit as st

from dashboard import access, components, filters, plain
from dashboard.app_pages.datakwaliteit import counts, doors, panel

view = filters.view()
if counts.drawn(view):
    st.stop()
issues = {issue.key: issue for issue in doors.issues(view)}
open_issues = [key for key, issue in issues.items() if issue.asks]
imports = doors.imports(view, access.workspace())

panel.heading(len(open_issues), imports)

for sentence in doors.contradictions(view):
    st.error(sentence)
st.subheader("Nalopen", anchor=False)
# Not in the URL, unlike other choices: it would hold the words with the number, which another day changes.
key = st.pills(
    "Onderwerp",
    list(issues),
    format_func=lambda key: plain.text(issues[key].label),
    default=open_issues[0] if open_issues else next(iter(issues)),
    key="nalopen",
)
if key:
    st.caption(issues[key].why)
    if issues[key].of_pupils:
        components.pupil_list(doors.issue_pupils(view, key), key=f"lijst-{key}")
    else:
        components.row_list(issues[key].rows)
st.caption(
    "Registraties en lesuren zijn die van dit schooljaar tot en met de peildatum, codes die van alle jaren; weken met een "
    "stille dag zijn die van alle jaren en de hele school."
)

panel.codes(view)

st.subheader("Nog zonder reden", anchor=False)
ages = {age.key: age for age in doors.unknown_ages(view)}
age = st.pills(
    "Hoe lang al",
    list(ages),
    format_func=lambda key: plain.text(ages[key].label),
    default=list(ages)[-1],
    key="ouderdom",
)
if age:
    components.pupil_list(doors.unknown_age_pupils(view, age), key=f"zonder-reden-{age}")

panel.weeks(view)

st.subheader("Imports en correcties", anchor=False)
if imports:
    chosen = imports[st.selectbox("Import", list(imports), format_func=lambda key: imports[key].label, key="import")]
    panel.files(view, chosen.files)
    components.pupil_list(doors.corrections(view, chosen.moment.isoformat()), key="correcties")
else:
    st.info("Er is nog geen import vastgelegd.")
components.note(view)

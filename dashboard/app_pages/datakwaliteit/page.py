"""Datakwaliteit: what is missing, doubled, unmapped or impossible in the imported doors."""

import streamlit as st

from dashboard import access, components, filters, plain, words
from dashboard.app_pages.datakwaliteit import choices, doors
from dashboard.school import category_labels

view = filters.view()
issues = {issue.key: issue for issue in doors.issues(view)}
open_issues = [key for key, issue in issues.items() if issue.asks]
imports = doors.imports(view, access.workspace())

components.heading(
    "Datakwaliteit",
    "Kloppen de gegevens, en wat moet iemand nalopen voordat u op de cijfers bouwt?",
    f"{words.count(len(open_issues), 'onderwerp vraagt', 'onderwerpen vragen')} aandacht"
    + (f"; de laatste import was op {next(iter(imports.values())).label}." if imports else "."),
)

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
    "Registraties en lesuren zijn die van dit schooljaar tot en met de peildatum; codes en weken met een stille dag zijn "
    "die van alle jaren en de hele school."
)

decidable = choices.decidable_codes(view)
if decidable:
    st.subheader("Codes een categorie geven", anchor=False)
    labels, before = category_labels(view), choices.proposals(view) | choices.chosen_codes(view)
    with st.form("codes"):
        wanted = {
            code: st.selectbox(
                known,
                choices.categories(),
                index=choices.categories().index(before[code]) if code in before else None,
                format_func=lambda category: labels[category],
                placeholder="Nog niet gekozen",
                key=f"code-{view.school}-{code}",
            )
            for code, known in decidable.items()
        }
        sent = st.form_submit_button("Bewaren en opnieuw opbouwen")
    if sent:
        bar = st.progress(0.0, "Bewaren")
        problem = choices.keep(view, wanted, lambda share, text: bar.progress(share, text))
        if not problem:
            st.rerun()
        bar.empty()
        st.error(problem)
    st.caption(
        "Wat is ingevuld en nog niet bewaard, is een voorstel uit de omschrijving van de bron. Een keuze geldt na het "
        "opbouwen voor alle jaren. Een keuze op Instellingen (in school.toml) gaat voor."
    )
overruled = choices.overruled_codes(view)
if overruled:
    st.info(
        f"Voor {words.listed(overruled)} geldt de keuze op de pagina Instellingen (in school.toml), niet wat hier eerder is "
        "gekozen."
    )

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

st.subheader("Volledigheid per week", anchor=False)
weeks = doors.week_shares(view)
if weeks.is_empty():
    st.info("Van dit schooljaar is nog geen hele week ingelezen, of de klassen zijn niet bekend.")
else:
    components.plain_table(
        weeks,
        alt="Per schoolweek en afdeling het aantal registraties als deel van wat gewoon is.",
        right=tuple(weeks.columns[1:-1]),
    )
st.caption("100 % is de mediaan van de hele school dit schooljaar, per lesuur van het rooster. ▼: verdacht weinig.")

st.subheader("Imports en correcties", anchor=False)
if imports:
    chosen = imports[st.selectbox("Import", list(imports), format_func=lambda key: imports[key].label, key="import")]
    components.plain_table(chosen.files, alt="De bestanden van deze import met aantallen.")
    components.pupil_list(doors.corrections(view, chosen.moment.isoformat()), key="correcties")
else:
    st.info("Er is nog geen import vastgelegd.")
components.note(view)

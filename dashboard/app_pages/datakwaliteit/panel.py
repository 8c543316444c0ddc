"""What the page shows of codes, weeks and imports, to who sees pupils and to who sees counts alike."""

from collections.abc import Mapping

import polars as pl
import streamlit as st

from dashboard import access, components, words
from dashboard.app_pages.datakwaliteit import choices, doors
from dashboard.app_pages.datakwaliteit.imports import Import
from dashboard.school import category_labels
from dashboard.view import View

QUESTION = "Kloppen de gegevens, en wat moet iemand nalopen voordat u op de cijfers bouwt?"


def heading(open_issues: int, imports: Mapping[str, Import]) -> None:
    """How many subjects ask for attention, and when the last import was."""
    components.heading(
        "Datakwaliteit",
        QUESTION,
        f"{words.count(open_issues, 'onderwerp vraagt', 'onderwerpen vragen')} aandacht"
        + (f"; de laatste import was op {next(iter(imports.values())).label}." if imports else "."),
    )


def codes(view: View) -> None:
    """The form for codes that ask for a category, for who may give one; and which of them the settings overrule."""
    if not access.may_change(view.school):
        return
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
            f"Voor {words.listed(overruled)} geldt de keuze op de pagina Instellingen (in school.toml), niet wat hier eerder "
            "is gekozen."
        )


def weeks(view: View) -> None:
    """Registrations per week and afdeling as a share of what is usual."""
    st.subheader("Volledigheid per week", anchor=False)
    found = doors.week_shares(view)
    if found.is_empty():
        st.info("Van dit schooljaar is nog geen hele week ingelezen, of de klassen zijn niet bekend.")
    else:
        components.plain_table(
            found,
            alt="Per schoolweek en afdeling het aantal registraties als deel van wat gewoon is.",
            right=tuple(found.columns[1:-1]),
        )
    st.caption("100 % is de mediaan van de hele school dit schooljaar, per lesuur van het rooster. ▼: verdacht weinig.")


def files(view: View, rows: pl.DataFrame) -> None:
    """The files of an import; who sees a part of the school gets no counts of the whole."""
    if doors.counts_school(view):
        components.plain_table(rows, alt="De bestanden van deze import met aantallen.")
    else:
        components.plain_table(rows.select("Bestand", "Soort"), alt="De bestanden van deze import.")

"""A clean start in the middle of a year: everything up to a day is dealt with, after a question, and open again on request."""

import streamlit as st

from dashboard import access, plain, words
from dashboard.app_pages.werklijst import doors
from dashboard.keeping import answer, initials_field, kept
from dashboard.steps.doors import settled
from dashboard.view import View
from pipelines.notes import settlements


def button(view: View, role: str) -> None:
    """Draws the button that asks until which day, and what was settled so before."""
    st.button("Alles tot … afgehandeld", key="schoon", on_click=_ask, args=(view, role), icon=":material/checklist:")


@st.dialog("Alles tot … afgehandeld", width="medium")
def _ask(view: View, role: str) -> None:
    chosen = view.selection
    part = chosen.afdelingen[0] if len(chosen.afdelingen) == 1 else None
    whose = "alle rollen" if not role else f"de {role}"
    where = "de hele school" if part is None else f"de afdeling {doors.afdelingen(view)[part]}"
    st.markdown(
        "Voor wie midden in het jaar begint: alles van vóór deze dag en van die dag zelf geldt als afgehandeld. Het is dan niet "
        "meer open, en telt ook niet als gedaan. "
        f"Het geldt voor {plain.text(whose)} en voor {plain.text(where)}."
    )
    with st.form("schoon-vraag", border=False):
        until = st.date_input(
            "Tot en met", value=view.on, min_value=view.first, max_value=view.latest, format="DD-MM-YYYY"
        )
        by = initials_field("schoon-paraaf")
        sure = st.form_submit_button("Ja, alles tot en met deze dag is afgehandeld", type="primary")
    if sure:
        workspace, today = access.workspace(), view.noted_until
        answer(
            kept(
                lambda: settlements.settle(
                    workspace, view.viewer, view.school, until, by, today, afdeling=part, role=role or None
                )
            )
        )
    _before(view)


def _before(view: View) -> None:
    """What was settled before, each with a button that opens it again."""
    rows = settled(view)
    if rows.is_empty():
        return
    names = doors.afdelingen(view)
    st.markdown("**Eerder gezegd**")
    with st.form("schoon-terug", border=False):
        said = {
            row["settlement"]: f"tot en met {words.day(row['until_on'], year=True)}, "
            f"{row['role'] or 'alle rollen'}, {names.get(row['afdeling'], 'hele school')} ({row['initials']})"
            for row in rows.iter_rows(named=True)
        }
        which = st.selectbox("Welke", list(said), format_func=plain.shown(said))
        by = initials_field("schoon-terug-paraaf")
        back = st.form_submit_button("Ongedaan maken", icon=":material/undo:")
    if back:
        answer(kept(lambda: settlements.unsettle(access.workspace(), view.viewer, which, by)))

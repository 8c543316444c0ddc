"""What Overzicht remembers of who looks: role, afdelingen, and when he or she last looked. Through other eyes it is nobody's."""

from collections.abc import Collection

import streamlit as st

from dashboard import access, filters, plain, saying
from dashboard.keeping import kept as written
from dashboard.view import View
from pipelines.notes.own_overview import Looked, Own, keep_choice, keep_look, kept

ROLE = "mijn-rol"


def own(view: View) -> Own:
    """What is kept of who looks, at the school of the view."""
    if not access.looks_with_own_eyes():
        return Own()
    return kept(access.workspace(), _person(), view.school)


def afdelingen(view: View) -> Collection[str]:
    """The afdelingen with which the page opens."""
    return own(view).afdelingen


def keep() -> None:
    """Keeps the role and the afdelingen as they are chosen now; after a choice, so of who chose and not of who follows a link."""
    if access.looks_with_own_eyes():
        view = filters.view()
        role = str(st.session_state.get(ROLE) or "")
        chosen = (view.school, role, view.selection.afdelingen)
        if problem := written(lambda: keep_choice(access.workspace(), _person(), *chosen)):
            saying.say(f"Deze keuze is niet onthouden. {problem}")


def role(view: View, roles: Collection[str]) -> str:
    """Draws the role that somebody calls his own, kept for the next time; empty for none."""
    options, begins = sorted(roles), own(view).role
    chosen = st.selectbox(
        "Mijn rol",
        options,
        index=options.index(begins) if begins in options else None,
        format_func=plain.visible,
        key=ROLE,
        placeholder="Kies uw rol",
        on_change=keep,
        width=220,
    )
    return chosen or ""


def look(view: View) -> str:
    """Keeps that somebody looked today; what is wrong when that does not go, else nothing."""
    if not access.looks_with_own_eyes():
        return ""
    seen = Looked(view.latest, view.last)
    problem = written(lambda: keep_look(access.workspace(), _person(), view.school, seen))
    return f"Dit bezoek is niet onthouden. {problem}" if problem else ""


def _person() -> str:
    return access.own_viewer(access.workspace()).person

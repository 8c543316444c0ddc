"""Drafts of protocols: saved, exported and deleted; `dashboard.in_force` puts them in force."""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from dashboard import access, plain, saving, words
from dashboard.app_pages.vergelijken.what_if_doors import doubts, in_words
from dashboard.in_force.panel import form
from dashboard.keeping import initials_field
from dashboard.saying import say
from dashboard.variants import catalogue
from dashboard.variants.catalogue import Variant
from dashboard.view import View
from pipelines.errors import UsageError
from pipelines.notes.signing import signed
from pipelines.settings.drafts import delete_draft, export_draft, save_draft
from pipelines.store.workspace import private_umask
from protocols.errors import VerzuimbeeldError
from protocols.schema import Document
from protocols.writing import UNNAMED, slug

LONGEST_NAME, LONGEST_REASON = 60, 200
MANY = 8
NOT_YET = "Verander eerst iets; dan is het als concept te bewaren."


def save(view: View, draft: Variant, name: str, initials: str, reason: str, today: date, instead: bool = False) -> str:
    """Saves a draft under a name as a protocol file of today; its id. `instead`: in the place of the draft it starts from.

    Raises VerzuimbeeldError when a name, reason or initials are missing, or the protocol does not fit.
    """
    if not name.strip():
        raise UsageError("Het concept heeft nog geen naam.", "Vul een naam in.")
    by = signed(view.viewer, "vergelijken", initials)
    taken = [each.text for each in catalogue.choices(view)]
    new_id = draft.start if instead else slug(f"{name} {today.isoformat()}", taken)
    change: dict[str, Any] = {
        "id": new_id,
        "name": name.strip(),
        "valid_from": today,
        "valid_until": None,
        "valid_basis": "lezing",
    }
    private_umask()
    found = catalogue.protocol(draft)
    if found.document.title == UNNAMED:
        own = access.workspace().school(view.school).name
        change |= {"document": Document(title=name.strip()), "school_name": own, "checked": today}
    made = found.model_copy(update=change)
    save_draft(access.workspace(), made, catalogue.base(draft).id, by, reason, today)
    return new_id


def delete(view: View, draft_id: str, initials: str) -> None:
    """Deletes a saved draft. Raises VerzuimbeeldError."""
    by = signed(view.viewer, "vergelijken", initials)
    private_umask()
    delete_draft(access.workspace(), draft_id, by)


def forms(
    view: View, draft: Variant, changes: list[str], restart: Callable[[str], None], not_yet: str = NOT_YET
) -> None:
    """The forms: save what is being changed, and export, delete or put in force what was saved before.

    `restart` draws the editor anew from a protocol or draft; `not_yet` says why there is nothing to save.
    """
    st.subheader("Bewaren", anchor=False)
    if not view.viewer.writes("vergelijken"):
        st.caption("Concepten bewaart wie daar in uw school over gaat.")
    elif draft.edits and changes:
        _save_form(view, draft, restart)
    else:
        st.caption(not_yet)
    saved = [each for each in catalogue.choices(view) if catalogue.is_draft(each)]
    if not saved:
        return
    st.subheader("Bewaarde concepten", anchor=False)
    names = {each.text: catalogue.name(each) for each in saved}
    chosen = st.selectbox("Concept", list(names), format_func=plain.shown(names), key="bewaard-concept")
    picked = next(each for each in saved if each.text == chosen)
    made = catalogue.protocol(picked).draft
    if made:
        st.caption(
            f"Gemaakt op {words.day(made.made_on, year=True)} door {made.author}, uit {made.base}: {made.reason}"
        )
    sentences = in_words(picked)
    # A protocol of its own differs in everything.
    place = (
        st.expander(f"{len(sentences)} verschillen met {catalogue.base(picked).name}") if len(sentences) > MANY else st
    )
    place.markdown(plain.bullets(sentences))
    for doubt in doubts(picked):
        st.warning(doubt)
    saving.download(
        view,
        "Exporteren als bestand",
        lambda: export_draft(access.workspace(), chosen),
        "concept van een protocol",
        f"{chosen}.toml",
        key=f"export-{chosen}",
    )
    left, right = st.columns(2)
    if view.viewer.writes("vergelijken"):
        with left:
            _delete_form(view, chosen, restart)
    with right:
        form(view, picked)


def _save_form(view: View, draft: Variant, restart: Callable[[str], None]) -> None:
    with st.form("concept-bewaren"):
        left, middle, right = st.columns([3, 5, 2], vertical_alignment="bottom")
        again = draft.start if catalogue.is_draft(Variant(draft.start)) else ""
        known = plain.visible(catalogue.protocol(Variant(again)).name) if again else ""
        name = left.text_input("Naam", known, max_chars=LONGEST_NAME, key=f"concept-naam{again}")
        reason = middle.text_input(
            "Reden", max_chars=LONGEST_REASON, key="concept-reden", help="Waarom deze wijziging? Noem geen leerlingen."
        )
        with right:
            initials = initials_field("concept-paraaf", width="stretch")
        instead = bool(again) and st.checkbox(f"In de plaats van {again}", key="concept-vervangt")
        sent = st.form_submit_button("Bewaar als concept")
    st.caption("Een concept is nergens van kracht: het doet alleen mee in vergelijkingen.")
    if sent:
        try:
            new_id = save(view, draft, name, initials, reason, date.today(), instead)
        except VerzuimbeeldError as error:
            st.error(f"{error.what} {error.remedy}")
            return
        say(f"Bewaard als {new_id}.")
        restart(new_id)


def _delete_form(view: View, chosen: str, restart: Callable[[str], None]) -> None:
    with st.form(f"weg-{chosen}"):
        st.markdown("**Weggooien**")
        initials = initials_field(f"weg-paraaf-{chosen}")
        sent = st.form_submit_button("Gooi dit concept weg")
    if sent:
        try:
            delete(view, chosen, initials)
        except VerzuimbeeldError as error:
            st.error(f"{error.what} {error.remedy}")
            return
        restart(view.protocol)

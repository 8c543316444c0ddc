"""The parts of Instellingen that show what is decided elsewhere: the protocol in force, letters, and what was changed."""

from pathlib import Path

import polars as pl
import streamlit as st

from dashboard import access, components, plain, words
from dashboard.app_pages.instellingen import saving
from dashboard.app_pages.instellingen.subject import Subject
from dashboard.in_force.panel import draw as in_force
from dashboard.saying import say
from dashboard.variants import catalogue
from pipelines.settings import keep
from pipelines.settings.drafts import known_protocols
from pipelines.settings.edit import with_values
from pipelines.settings.letters import FOLDER, letters

NOTHING = "Er is hier nog niets gewijzigd."


def protocol(about: Subject) -> None:
    """Which protocol is in force, since when, and the way to another one and back."""
    if about.view is None:
        _first_protocol(about)
        return
    names = {each.text: catalogue.name(each) for each in catalogue.choices(about.view)}
    now = about.school.protocol
    chosen = st.selectbox(
        "Protocol",
        list(names),
        index=list(names).index(now) if now in names else 0,
        format_func=plain.shown(names),
        key=f"protocol-{about.school.id}",
        help="Kies een ander om te zien wat het verandert en het vast te stellen.",
    )
    in_force(about.view, chosen)


def _first_protocol(about: Subject) -> None:
    """Another protocol to begin with: as long as there are no figures, there is nothing to put in force."""
    st.caption("Zodra er bestanden zijn ingelezen, wordt een ander protocol hier vastgesteld, met een paraaf.")
    names = {
        each.id: f"{each.name} ({each.id})" for each in known_protocols(access.workspace()).values() if not each.preset
    }
    with st.form("eerste-protocol"):
        chosen = st.selectbox(
            "Protocol",
            list(names),
            index=list(names).index(about.school.protocol) if about.school.protocol in names else None,
            format_func=plain.shown(names),
            key=f"eerste-protocol-{about.seen}",
        )
        sent = saving.button("Bewaren", about.seen, "eerste")
    if sent:

        def edit(text: str, path: Path) -> str:
            return with_values(text, path, about.school.id, {"protocol": chosen})

        what = f"Protocol: {about.school.protocol} → {chosen}"
        saving.store(about.school.id, "Protocol", what, about.seen, edit)


def own_letters(_about: Subject) -> None:
    """The letters that steps ask, with whose text they are; they are those of the whole workspace."""
    found = letters(access.workspace())
    own = {path.stem for path in (access.workspace().path / FOLDER).glob("*.toml")}
    rows = [
        {"Brief": letter.title, "Tekst van": "de school" if name in own else "het programma", "Bestand": f"{name}.toml"}
        for name, letter in found.found.items()
    ]
    for name, error in found.wrong.items():
        st.warning(f"{name} is niet te gebruiken. {error.what} {error.remedy}")
    components.plain_table(pl.DataFrame(rows), alt="De brieven en wiens tekst zij hebben.", whole=True)
    st.caption(
        f"Een eigen tekst staat als bestand met die naam in de map {FOLDER} van de werkmap. Wat een brief zegt, ziet u op de "
        "pagina Brief, bij een leerling."
    )


def changes(about: Subject) -> None:
    """Every change of the settings of this school, the newest first."""
    rows = [
        {
            "Wanneer": f"{words.day(each.moment.astimezone().date(), year=True)}, {each.moment.astimezone():%H:%M} uur",
            "Onderdeel": each.part,
            "Wat": f"teruggedraaid: {each.what}" if each.undone else each.what,
            "Door": each.by,
        }
        for each in keep.history(access.workspace())
        if each.school == about.school.id
    ]
    components.plain_table(pl.DataFrame(rows), alt="Wat er aan de instellingen is gewijzigd.", empty=NOTHING)


def last_change(about: Subject) -> None:
    """The last change with the button that takes it back; nothing when there is none, or it was another school's."""
    last = keep.last(access.workspace())
    if last is None or last.school != about.school.id:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Laatste wijziging, {last.part}: {last.what} ({last.moment.astimezone():%H:%M} uur).")
        undo = saving.button("Draai terug", about.seen, "terug", form=False)
    if undo:
        problem = saving.take_back(last.moment)
        if not problem:
            say("Teruggedraaid.")
            st.rerun()
        st.error(problem)

"""The parts of Toegang: a row in a form, rows for mentor codes, approval, and what was changed."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import components, plain, words
from dashboard.app_pages.toegang import doors, saving, shapes
from dashboard.app_pages.toegang.doors import Table
from pipelines.access.draft import row_for
from pipelines.notes.notes import LONGEST_INITIALS
from pipelines.readers.values import FIRST_DATE, LAST_DATE

NEW = ""
LONGEST = 200


def people(about: Table) -> None:
    """Everybody in the table."""
    components.plain_table(
        shapes.table(about.rows),
        alt="Wie er in de tabel staan, van welke leerlingen en tot wanneer.",
        empty="Nog niemand: rijen komen erbij onder Toevoegen of wijzigen.",
    )


def row(about: Table) -> None:
    """A form for one person: a new one, or one to change or take away."""
    ids = [str(each["id"]) for each in about.raw]
    names = {NEW: "Nieuwe persoon"} | {each: each for each in ids}
    chosen = st.selectbox("Wie", list(names), format_func=plain.shown(names), key=f"wie-{about.seen}")
    before: Mapping[str, Any] = next((each for each in about.raw if each["id"] == chosen), {})
    roles = shapes.roles()
    offered = list(roles)
    role = st.selectbox(
        "Rol",
        offered,
        index=offered.index(str(before["role"])) if before.get("role") in offered else 0,
        format_func=plain.shown(roles),
        key=f"rol-{chosen}-{about.seen}",
    )
    with st.form("persoon"):
        item = _fields(about, before, role, f"{chosen}-{about.seen}")
        with st.container(horizontal=True):
            sent = saving.button("Bewaren" if chosen else "Toevoegen", about.seen, f"houd-{chosen}", form=True)
            gone = bool(chosen) and saving.button("Verwijderen", about.seen, f"weg-{chosen}", form=True)
    if sent and not chosen:
        saving.change(about.seen, f"{item.get('id') or 'iemand'} toegevoegd", [*about.raw, item])
    elif sent:
        changed = [item if each["id"] == chosen else each for each in about.raw]
        saving.change(about.seen, f"{chosen} gewijzigd", changed)
    elif gone:
        saving.change(about.seen, f"{chosen} verwijderd", [each for each in about.raw if each["id"] != chosen])


def _fields(about: Table, before: Mapping[str, Any], role: str, key: str) -> dict[str, Any]:
    """The fields of a row; what stays empty has no key in the file."""
    found: dict[str, Any] = {
        "id": st.text_input("Account", value=str(before.get("id", "")), max_chars=LONGEST, key=f"id-{key}").strip(),
        "subject": before.get("subject"),
        "initials": st.text_input(
            "Paraaf", value=str(before.get("initials", "")), max_chars=LONGEST_INITIALS, key=f"paraaf-{key}"
        ).strip(),
        "role": role,
        "schools": before.get("schools"),
        "mentors": None,
        "afdelingen": None,
    }
    if before.get("subject") and st.checkbox(
        "Ander account: maak het vastgelegde los", key=f"los-{key}", help="De rector keurt dat opnieuw goed."
    ):
        found["subject"] = None
    if about.several_schools:
        found["schools"] = _several("Scholen", list(about.schools), before.get("schools"), f"scholen-{key}")
    options = {"mentors": doors.mentor_codes, "afdelingen": doors.afdelingen}
    for name in shapes.lists_of(role):
        found[name] = _several(shapes.LABELS[name], options[name](), before.get(name), f"{name}-{key}")
    for name in ("from", "until"):
        found[name] = st.date_input(
            shapes.LABELS[name],
            value=before.get(name),
            min_value=FIRST_DATE,
            max_value=LAST_DATE,
            format="DD-MM-YYYY",
            key=f"{name}-{key}",
        )
    return found


def _several(label: str, options: list[str], before: object, key: str) -> list[str] | None:
    there = [str(each) for each in before] if isinstance(before, list) else []
    every = list(dict.fromkeys([*options, *there]))
    names = {each: each for each in every}
    chosen = st.multiselect(
        label,
        every,
        default=there,
        format_func=plain.shown(names),
        key=key,
        placeholder="kies een of meer",
        select_all=False,
    )
    return chosen or None


def mentors(about: Table) -> None:
    """Rows for the mentor codes that have none, once somebody gives their addresses."""
    found = doors.proposed()
    if not found:
        st.info("Elke mentorcode uit de leerlingenlijst heeft een rij, of er is nog geen lijst ingelezen.")
        return
    st.caption(
        f"{words.capital(words.count(len(found), 'mentorcode heeft', 'mentorcodes hebben'))} nog geen rij. Zet achter elke code "
        "het account; wat leeg blijft, wordt overgeslagen."
    )
    rows = {code: row_for(each, about.several_schools) for code, each in found.items()}
    with st.form("mentorcodes"):
        text = st.text_area(
            "Mentorcodes", value="\n".join(f"{code} = " for code in found), height=320, key=f"codes-{about.seen}"
        )
        sent = saving.button("Zet deze rijen erbij", about.seen, "codes-houd", form=True)
    if sent:
        items, wrong = shapes.filled_in(text, rows)
        if wrong:
            st.error(f"Deze regels zijn geen code met een account: {'; '.join(wrong)}.")
        else:
            saving.change(
                about.seen, f"{words.count(len(items), 'mentor', 'mentoren')} toegevoegd", [*about.raw, *items]
            )


def approval(about: Table) -> None:
    """Who waits, with what would change, for who may approve it; and taking an approval away."""
    waiting = [each for each in about.rows if each.approval is None or each.approval.person != each.person]
    components.plain_table(
        shapes.waiting(waiting), alt="Wie op akkoord wachten, en wat er verandert.", empty="Elke rij is goedgekeurd."
    )
    mine = {each.person.id: each for each in waiting if saving.may_approve(each)}
    if mine:
        every = st.checkbox(f"Alle {len(mine)}", key=f"alle-{about.seen}")
        chosen = st.multiselect(
            "Akkoord op",
            list(mine),
            format_func=plain.shown({each: each for each in mine}),
            key=f"akkoord-{about.seen}",
            placeholder="kies een of meer",
            select_all=False,
        )
        if saving.button("Akkoord", about.seen, "akkoord-geef"):
            saving.approve([each for who, each in mine.items() if every or who in chosen])
    elif waiting:
        st.caption("Akkoord geeft een rector van dezelfde school, niet op zichzelf.")
    given = [each.person.id for each in about.rows if each.approval is not None and saving.may_approve(each)]
    if given:
        who = st.selectbox(
            "Akkoord intrekken van",
            given,
            index=None,
            placeholder="kies een persoon",
            format_func=plain.shown({each: each for each in given}),
            key=f"intrekken-{about.seen}",
        )
        if who and saving.button("Trek in", about.seen, "trek-in"):
            saving.withdraw(who)


def changes(about: Table) -> None:
    """Every change of the table, the newest first."""
    components.plain_table(
        shapes.changes(doors.history()),
        alt="Wat er aan de tabel is gewijzigd.",
        empty="Er is hier nog niets gewijzigd.",
    )


def last_change(about: Table) -> None:
    """The last change, with the button that takes it back."""
    last = doors.last()
    if last is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Laatste wijziging: {last.what} ({last.moment.astimezone():%H:%M} uur, {last.by}).")
        if saving.button("Draai terug", about.seen, "terug"):
            saving.undo(last.moment)

"""The table of persons as the page Toegang shows it, and rows of it as a form asks them."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard import words
from pipelines.access.approvals import row as kept_row
from pipelines.access.mapping import IN_FORCE, Row
from pipelines.access.schema import Person
from pipelines.settings.changes import Change
from protocols.access_roles import ScopeKind, access_roles, role_called

# Which lists a role has, by the kind of its scope.
LISTS: Mapping[ScopeKind, tuple[str, ...]] = {
    "mentors": ("mentors",),
    "afdelingen": ("afdelingen",),
    "own": ("mentors", "afdelingen"),
    "school": (),
    "none": (),
}
LABELS = {
    "id": "Account",
    "initials": "Paraaf",
    "role": "Rol",
    "schools": "Scholen",
    "mentors": "Mentorcodes",
    "afdelingen": "Afdelingen",
    "from": "Vanaf",
    "until": "Tot en met",
    "subject": "Vastgelegd account",
}


def answer(rows: Sequence[Row]) -> str:
    """How many rows there are, and how many of them do something today."""
    if not rows:
        return "Er staat nog niemand in de tabel."
    holding = sum(row.standing in IN_FORCE for row in rows)
    waiting = sum("wacht" in row.standing for row in rows)
    waits = f" {words.capital(words.count(waiting, 'rij wacht', 'rijen wachten'))} op akkoord." if waiting else ""
    people = words.count(len(rows), "persoon", "personen")
    return f"{people}, van wie er {words.number(holding, 0)} vandaag toegang hebben.{waits}"


def table(rows: Sequence[Row]) -> pl.DataFrame:
    """One row per person: role, of which pupils, days, and what the row does today."""
    return pl.DataFrame(
        [
            {
                "Persoon": row.person.id,
                "Paraaf": row.person.initials,
                "Rol": _role(row.person.role),
                "Van wie": scope(row.person),
                "Vanaf": row.person.from_,
                "Tot en met": row.person.until,
                "Stand": row.standing,
                "Akkoord": _approved(row),
            }
            for row in rows
        ],
        schema={
            "Persoon": pl.String,
            "Paraaf": pl.String,
            "Rol": pl.String,
            "Van wie": pl.String,
            "Vanaf": pl.Date,
            "Tot en met": pl.Date,
            "Stand": pl.String,
            "Akkoord": pl.String,
        },
    )


def scope(person: Person) -> str:
    """Of which pupils a row is, in words."""
    office = person.office
    parts = [f"mentor {code}" for code in person.mentors] + [f"afdeling {each}" for each in person.afdelingen]
    if not parts:
        parts = ["hele school" if office is not None and office.scope == "school" else "geen leerling"]
    return ", ".join(parts) + (f" ({', '.join(person.schools)})" if person.schools else "")


def waiting(rows: Sequence[Row]) -> pl.DataFrame:
    """One row per person who waits for approval: what it says now, and what was approved of it before."""
    return pl.DataFrame(
        [
            {
                "Persoon": row.person.id,
                "Gevraagd": told(kept_row(row.person)),
                "Nu akkoord": told(kept_row(row.approval.person)) if row.approval else None,
            }
            for row in rows
        ],
        schema={"Persoon": pl.String, "Gevraagd": pl.String, "Nu akkoord": pl.String},
    )


def told(row: Mapping[str, Any]) -> str:
    """A row on one line: `Paraaf BRG; Rol mentor; Mentorcodes BRG`; of the account only that one is pinned."""
    said = {**row, "role": _role(str(row["role"]))} if "role" in row else row
    parts = [
        f"{LABELS[name]} {', '.join(value) if isinstance(value, list) else value}"
        for name, value in said.items()
        if name not in ("id", "subject")
    ]
    return "; ".join([*parts, *(["account vastgelegd"] if row.get("subject") else [])])


def changes(history: Sequence[Change]) -> pl.DataFrame:
    """One row per change of the table, the newest first."""
    return pl.DataFrame(
        [
            {
                "Wanneer": f"{words.day(each.moment.astimezone().date(), year=True)}, {each.moment.astimezone():%H:%M} uur",
                "Wat": f"teruggedraaid: {each.what}" if each.undone else each.what,
                "Door": each.by,
            }
            for each in history
        ]
    )


def lists_of(role: str) -> tuple[str, ...]:
    """The lists that a role asks for."""
    return LISTS[access_roles()[role].scope]


def roles() -> dict[str, str]:
    """The roles by id, with what they are called."""
    return {role.id: role.label for role in access_roles().values()}


def filled_in(text: str, proposed: Mapping[str, Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows of the lines `code = address` of a proposal, and the lines that are none; a code without an address is left out."""
    found, wrong = [], []
    for line in filter(None, map(str.strip, text.splitlines())):
        code, sign, address = (part.strip() for part in line.rpartition("="))
        if not sign or code not in proposed:
            wrong.append(line)
        elif address:
            found.append({**proposed[code], "id": address})
    return found, wrong


def _role(name: str) -> str:
    """What a role is called; one that is none stays as it was written."""
    office = role_called(name)
    return office.label if office else name


def _approved(row: Row) -> str | None:
    if row.approval is None:
        return None
    return f"{row.approval.by}, {words.day(row.approval.moment.astimezone().date(), year=True)}"

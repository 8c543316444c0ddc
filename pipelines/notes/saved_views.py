"""Pages that somebody saved under a name, with the choices in their address: for the own use, and never with a pupil in them.

What is saved gives no right: who opens it sees what he or she may see then.
"""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from pipelines.errors import UsageError
from pipelines.notes.notes import Schema, now, read, writing
from pipelines.notes.told import WITHDRAWN, tell
from pipelines.store.workspace import Workspace

LONGEST_NAME = 60
LONGEST_CHOICES = 1999
SAVED: Schema = {"saved_view": pl.Int64, "name": pl.String, "page": pl.String, "choices": pl.String}


@dataclass(frozen=True)
class Whose:
    """Whose they are (an empty person is whoever sits at this computer) and of which school."""

    person: str
    school: str


def saved_views(workspace: Workspace, whose: Whose) -> pl.DataFrame:
    """One row per page that was saved, by name: its number, page, and choices as they stand in an address."""
    sql = "select saved_view, name, page, choices from saved_view where person = ? and school = ? order by name, 1"
    return read(workspace, sql, SAVED, (whose.person, whose.school))


def save_view(
    workspace: Workspace, whose: Whose, name: str, page: str, choices: str, pupils: Collection[str] = ()
) -> None:
    """Saves a page under a name. Raises UsageError for a name that is missing, too long, taken or of one of these `pupils`."""
    name = _checked(name, pupils)
    if len(choices) > LONGEST_CHOICES:
        raise UsageError("Deze pagina heeft te veel keuzes om te bewaren.", "Kies minder in de zijbalk.")
    values = (whose.person, whose.school, name, page, choices, now())
    sql = "insert into saved_view (person, school, name, page, choices, saved_at) values (?, ?, ?, ?, ?, ?)"
    _write(workspace, whose, sql, values, name)


def rename_view(workspace: Workspace, whose: Whose, number: int, name: str, pupils: Collection[str] = ()) -> None:
    """Gives one of them another name; nothing happens to one of somebody else. Raises UsageError as `save_view`."""
    name = _checked(name, pupils)
    sql = "update saved_view set name = ? where saved_view = ? and person = ? and school = ?"
    _write(workspace, whose, sql, (name, number, whose.person, whose.school), name)


def remove_view(workspace: Workspace, whose: Whose, number: int) -> None:
    """Removes one of them for good; nothing happens to one of somebody else."""
    with writing(workspace) as notes:
        gone = notes.execute(
            "delete from saved_view where saved_view = ? and person = ? and school = ?",
            (number, whose.person, whose.school),
        )
        tell("saved_view", [{"school": whose.school}], gone.rowcount, WITHDRAWN)


def _checked(name: str, pupils: Collection[str]) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise UsageError("De naam ontbreekt of is te lang.", f"Vul 1 tot {LONGEST_NAME} tekens in.")
    if any(pupil.casefold() in name.casefold() for pupil in pupils):
        raise UsageError("In deze naam staat een leerling.", "Noem de keuzes, en geen leerling.")
    return name


def _write(workspace: Workspace, whose: Whose, sql: str, values: tuple[object, ...], name: str) -> None:
    with writing(workspace) as notes:
        taken = "select 1 from saved_view where person = ? and school = ? and name = ?"
        if notes.execute(taken, (whose.person, whose.school, name)).fetchone():
            raise UsageError(f"'{name}' is er al.", "Kies een andere naam.")
        done = notes.execute(sql, values)
        tell("saved_view", [{"school": whose.school}], done.rowcount)

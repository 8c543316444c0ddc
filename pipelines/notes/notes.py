"""`notes.sqlite`: what people decide by hand, next to the imported data; no import or build ever writes in it.

`audit/notes` says that there are notes: a file that was deleted or emptied is not taken for one that nobody wrote yet.

SQLite in WAL mode: several people write short transactions while others read. The file is made on first use and
is readable by its owner only. Each kind of note is a module with its own tables: it hands their statements to
`writing` and asks with `read`, which takes a table that nobody made yet for an empty one.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import polars as pl

from pipelines.errors import UsageError, WorkspaceError
from pipelines.notes.file import aside, opened
from pipelines.store.workspace import Workspace
from pipelines.trouble import in_words
from protocols.load import load_categories

_MAKING = Lock()
UNCHOSEN = "onbekend_code"
TABLES = (
    "create table if not exists code_choice (school text not null, code text not null, category text not null,"
    " chosen_at text not null, chosen_by text not null, primary key (school, code))",
    "create table if not exists column_choice (school text not null, header text not null, field text not null,"
    " chosen_at text not null, primary key (school, header))",
)
Schema = Mapping[str, type[pl.DataType]]
CHOICES: Schema = {
    "school": pl.String,
    "code": pl.String,
    "category": pl.String,
    "chosen_at": pl.String,
    "chosen_by": pl.String,
}
VERSION: Schema = {"made": pl.Int64, "withdrawn": pl.Int64}
# A name in full has no place in the notes.
SHORTEST_INITIALS, LONGEST_INITIALS = 2, 4
COLUMNS: Schema = {"header": pl.String, "field": pl.String}


def notes_path(workspace: Workspace) -> Path:
    """Where the notes of a workspace are."""
    return workspace.path / "notes.sqlite"


def files_state(workspace: Workspace) -> tuple[tuple[int, int], ...]:
    """Time and size of the files of the notes: what changes with every note, for the key of a remembered answer."""
    path = notes_path(workspace)
    found = []
    for file in (path, path.with_name(f"{path.name}-wal")):
        with suppress(FileNotFoundError):
            known = file.stat()
            found.append((known.st_mtime_ns, known.st_size))
    return tuple(found)


def choose_code(workspace: Workspace, school: str, code: str, category: str | None, by: str) -> None:
    """Gives a registration code of a school a category from the next build on; None takes the choice back.

    Raises UsageError for a school or category that does not exist.
    """
    workspace.school(school)
    if category is not None and category not in choosable():
        raise UsageError(f"Categorie '{category}' bestaat niet.", f"Kies een van: {', '.join(choosable())}.")
    with writing(workspace, TABLES) as notes:
        if category is None:
            notes.execute("delete from code_choice where school = ? and code = ?", (school, code))
        else:
            notes.execute(
                "insert into code_choice values (?, ?, ?, ?, ?) on conflict (school, code) do update"
                " set category = excluded.category, chosen_at = excluded.chosen_at, chosen_by = excluded.chosen_by",
                (school, code, category, now(), by),
            )


def choosable() -> list[str]:
    """The categories that a code can get, in the order of the protocol room."""
    return [category for category in load_categories()["category"].to_list() if category != UNCHOSEN]


def code_choices(workspace: Workspace) -> pl.DataFrame:
    """One row per code that somebody gave a category: school, code, category, moment (UTC) and by whom."""
    sql = "select school, code, category, chosen_at, chosen_by from code_choice order by 1, 2"
    return read(workspace, "code_choice", sql, CHOICES)


def remember_columns(workspace: Workspace, school: str, columns: Mapping[str, str]) -> None:
    """Keeps which field each header of a school's own export stands for (`columns`: header -> field)."""
    workspace.school(school)
    rows = [(school, header, field, now()) for header, field in columns.items()]
    with writing(workspace, TABLES) as notes:
        notes.executemany(
            "insert into column_choice values (?, ?, ?, ?) on conflict (school, header) do update"
            " set field = excluded.field, chosen_at = excluded.chosen_at",
            rows,
        )


def remembered_columns(workspace: Workspace, school: str) -> dict[str, str]:
    """Header -> field, as chosen before at this school."""
    sql = "select header, field from column_choice where school = ? order by 1"
    return dict(read(workspace, "column_choice", sql, COLUMNS, (school,)).iter_rows())


def read(workspace: Workspace, table: str, sql: str, schema: Schema, values: Sequence[Any] = ()) -> pl.DataFrame:
    """What a static query finds in a table of the notes; empty as long as file or table do not exist."""
    path = notes_path(workspace)
    insist_on_notes(workspace)
    if not path.exists():
        return pl.DataFrame(schema=schema)
    with opened(path, "ro") as notes:
        made = notes.execute("select 1 from sqlite_master where type = 'table' and name = ?", (table,)).fetchone()
        rows = notes.execute(sql, values).fetchall() if made else []
        return pl.DataFrame(rows, schema=schema, orient="row")


def version(workspace: Workspace, table: str, sql: str) -> tuple[int, int]:
    """Rows of a table ever made and ever withdrawn, which `sql` counts: each change raises one of the two.

    So the pair tells an answer of before a change apart from one of after it.
    """
    made, withdrawn = next(read(workspace, table, sql, VERSION).iter_rows(), (0, 0))
    return made, withdrawn


def checked_initials(text: str) -> str:
    """The initials of whoever writes a note, trimmed. Raises UsageError when they are missing or no initials."""
    by = text.strip()
    if not (SHORTEST_INITIALS <= len(by) <= LONGEST_INITIALS and by.isalpha()):
        raise UsageError(
            f"'{by}' is geen paraaf." if by else "De paraaf ontbreekt.",
            f"Vul {SHORTEST_INITIALS} tot {LONGEST_INITIALS} letters in.",
        )
    return by


@contextmanager
def writing(workspace: Workspace, tables: Sequence[str]) -> Iterator[sqlite3.Connection]:
    """One transaction, all of it or nothing, in notes that have these tables (`create ... if not exists`)."""
    path = notes_path(workspace)
    with _MAKING:
        insist_on_notes(workspace)
        if not path.exists():
            # SQLite would make it, and the files of its journal after it, as readable as the umask allows. Closing it
            # drops all locks of this process on it, so no other thread may have it open yet.
            try:
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            except OSError as error:
                raise in_words(error, workspace.path) or error from error
    with opened(path, "rw") as notes:
        with suppress(sqlite3.OperationalError):
            # SQLite waits for nobody here; whoever finds it locked writes without, and the next one tries again.
            notes.execute("pragma journal_mode = wal")
        with notes:
            for table in tables:
                notes.execute(table)
            yield notes
    with suppress(OSError):  # the note is kept, and the next one tries again
        made_mark(workspace).touch(mode=0o600)


def made_mark(workspace: Workspace) -> Path:
    """The file that says that this workspace has notes."""
    return workspace.path / "audit" / "notes"


def insist_on_notes(workspace: Workspace) -> None:
    """Raises WorkspaceError when there were notes and they are gone."""
    path = notes_path(workspace)
    files = (path, path.with_name(f"{path.name}-wal"))
    if made_mark(workspace).exists() and not any(file.exists() and file.stat().st_size for file in files):
        raise WorkspaceError(
            f"{path} is weg of leeg, terwijl er vinkjes of andere notities zijn gemaakt. De cijfers staan er los van.",
            f"Zet het bestand terug uit een reservekopie, of begin met lege notities: {aside(workspace.path)}",
        )


def now() -> str:
    """The moment in UTC, as notes write it."""
    return datetime.now(UTC).isoformat(timespec="seconds")

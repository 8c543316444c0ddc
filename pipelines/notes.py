"""`notes.sqlite`: what people decide by hand, next to the imported data; no import or build ever writes in it.

SQLite in WAL mode: several people write short transactions while others read. The file is made on first use and
is readable by its owner only.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from pipelines.errors import UsageError, WorkspaceError
from pipelines.workspace import Workspace
from protocols.load import load_categories

WAIT_SECONDS = 10
UNCHOSEN = "onbekend_code"
TABLES = (
    "create table if not exists code_choice (school text not null, code text not null, category text not null,"
    " chosen_at text not null, chosen_by text not null, primary key (school, code))",
    "create table if not exists column_choice (school text not null, header text not null, field text not null,"
    " chosen_at text not null, primary key (school, header))",
)
CHOICES: dict[str, type[pl.DataType]] = {
    "school": pl.String,
    "code": pl.String,
    "category": pl.String,
    "chosen_at": pl.String,
    "chosen_by": pl.String,
}


def notes_path(workspace: Workspace) -> Path:
    """Where the notes of a workspace are."""
    return workspace.path / "notes.sqlite"


def choose_code(workspace: Workspace, school: str, code: str, category: str | None, by: str) -> None:
    """Gives a registration code of a school a category from the next build on; None takes the choice back.

    Raises UsageError for a school or category that does not exist.
    """
    workspace.school(school)
    if category is not None and category not in choosable():
        raise UsageError(f"Categorie '{category}' bestaat niet.", f"Kies een van: {', '.join(choosable())}.")
    with _writing(workspace) as notes:
        if category is None:
            notes.execute("delete from code_choice where school = ? and code = ?", (school, code))
        else:
            notes.execute(
                "insert into code_choice values (?, ?, ?, ?, ?) on conflict (school, code) do update"
                " set category = excluded.category, chosen_at = excluded.chosen_at, chosen_by = excluded.chosen_by",
                (school, code, category, _now(), by),
            )


def choosable() -> list[str]:
    """The categories that a code can get, in the order of the protocol room."""
    return [category for category in load_categories()["category"].to_list() if category != UNCHOSEN]


def code_choices(workspace: Workspace) -> pl.DataFrame:
    """One row per code that somebody gave a category: school, code, category, moment (UTC) and by whom."""
    return _read(workspace, "select school, code, category, chosen_at, chosen_by from code_choice order by 1, 2")


def remember_columns(workspace: Workspace, school: str, columns: Mapping[str, str]) -> None:
    """Keeps which field each header of a school's own export stands for (`columns`: header -> field)."""
    workspace.school(school)
    rows = [(school, header, field, _now()) for header, field in columns.items()]
    with _writing(workspace) as notes:
        notes.executemany(
            "insert into column_choice values (?, ?, ?, ?) on conflict (school, header) do update"
            " set field = excluded.field, chosen_at = excluded.chosen_at",
            rows,
        )


def remembered_columns(workspace: Workspace, school: str) -> dict[str, str]:
    """Header -> field, as chosen before at this school."""
    path = notes_path(workspace)
    if not path.exists():
        return {}
    with _opened(path, "ro") as notes:
        rows = notes.execute("select header, field from column_choice where school = ? order by 1", (school,))
        return dict(rows.fetchall())


def _read(workspace: Workspace, sql: str) -> pl.DataFrame:
    path = notes_path(workspace)
    if not path.exists():
        return pl.DataFrame(schema=CHOICES)
    with _opened(path, "ro") as notes:
        return pl.DataFrame(notes.execute(sql).fetchall(), schema=CHOICES, orient="row")


@contextmanager
def _writing(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """One transaction: all of it or nothing."""
    path = notes_path(workspace)
    # Made by hand: SQLite would make it, and the files of its journal after it, as readable as the umask allows.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    with _opened(path, "rw") as notes:
        notes.execute("pragma journal_mode = wal")
        with notes:
            for table in TABLES:
                notes.execute(table)
            yield notes


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    address = f"{path.resolve().as_uri()}?mode={mode}"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS)) as notes:
            yield notes
    except sqlite3.Error as error:
        raise WorkspaceError(
            f"{path} is niet te lezen of te schrijven ({error}).",
            "Probeer het opnieuw; blijft het, zet het bestand dan terug uit een reservekopie.",
        ) from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

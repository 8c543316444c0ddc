"""`notes.sqlite`: what people decide by hand, next to the imported data; no import or build ever writes in it.

`audit/notes` says that there are notes: a file that was deleted or emptied is not taken for one that nobody wrote yet.

SQLite in WAL mode: several people write short transactions while others read. The file is made on first use and
is readable by its owner only. What its tables are stands in `migrations/`. Each kind of note is a module of its own:
it adds rows with `keep`, withdraws them with `take_back` and asks with `read`.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import polars as pl

from pipelines.errors import UsageError
from pipelines.notes import reading
from pipelines.notes.file import insist_on_notes, made_mark, notes_path, opened
from pipelines.notes.migrations import keep_backup, migrate
from pipelines.notes.told import KEPT, WITHDRAWN, tell, telling
from pipelines.store.workspace import Workspace
from pipelines.trouble import in_words
from protocols.load import category_file, load_categories

_MAKING = Lock()
# The transaction that `together` opened, and the notes that it is of.
_OPEN: ContextVar[tuple[Path, sqlite3.Connection] | None] = ContextVar("_OPEN", default=None)
UNCHOSEN = "onbekend_code"
Schema = Mapping[str, type[pl.DataType]]
CHOICES: Schema = {
    "school": pl.String,
    "code": pl.String,
    "category": pl.String,
    "chosen_at": pl.String,
    "chosen_by": pl.String,
}
# A name in full has no place in the notes.
SHORTEST_INITIALS, LONGEST_INITIALS = 2, 4
Row = Mapping[str, object]


def choose_code(workspace: Workspace, school: str, code: str, category: str | None, by: str) -> None:
    """Gives a registration code of a school a category from the next build on; None takes the choice back.

    Raises UsageError for a school or category that does not exist.
    """
    workspace.school(school)
    if category is not None and category not in choosable():
        raise UsageError(f"Categorie '{category}' bestaat niet.", f"Kies een van: {', '.join(choosable())}.")
    with writing(workspace) as notes:
        if category is None:
            notes.execute("delete from code_choice where school = ? and code = ?", (school, code))
        else:
            notes.execute(
                "insert into code_choice values (?, ?, ?, ?, ?) on conflict (school, code) do update"
                " set category = excluded.category, chosen_at = excluded.chosen_at, chosen_by = excluded.chosen_by",
                (school, code, category, now(), by),
            )
        tell("code_choice", [{"school": school}], 1, KEPT if category else WITHDRAWN)


def choosable() -> list[str]:
    """The categories that a code can get, in the order of the protocol room."""
    never = {UNCHOSEN, *category_file().missed}
    return [category for category in load_categories()["category"].to_list() if category not in never]


def code_choices(workspace: Workspace) -> pl.DataFrame:
    """One row per code that somebody gave a category: school, code, category, moment (UTC) and by whom."""
    sql = "select school, code, category, chosen_at, chosen_by from code_choice order by 1, 2"
    return read(workspace, sql, CHOICES)


def remember_columns(workspace: Workspace, school: str, columns: Mapping[str, str]) -> None:
    """Keeps which field each header of a school's own export stands for (`columns`: header -> field)."""
    workspace.school(school)
    rows = [(school, header, field, now()) for header, field in columns.items()]
    with writing(workspace) as notes:
        notes.executemany(
            "insert into column_choice values (?, ?, ?, ?) on conflict (school, header) do update"
            " set field = excluded.field, chosen_at = excluded.chosen_at",
            rows,
        )
        tell("column_choice", [{"school": school}], 1)


def remembered_columns(workspace: Workspace, school: str) -> dict[str, str]:
    """Header -> field, as chosen before at this school."""
    sql = "select header, field from column_choice where school = ? order by 1"
    insist_on_notes(workspace)
    return dict(reading.rows(notes_path(workspace), sql, (school,)))


def read(workspace: Workspace, sql: str, schema: Schema, values: Sequence[Any] = ()) -> pl.DataFrame:
    """What a static query finds in the notes, with days as dates; empty as long as there are none."""
    state = insist_on_notes(workspace)
    return reading.found(notes_path(workspace), state, sql, tuple(schema.items()), values)


def version(workspace: Workspace, sql: str) -> tuple[int, ...]:
    """Rows ever made and ever withdrawn, which `sql` counts: each change raises one of these numbers.

    So they tell an answer of before a change apart from one of after it. A page asks this some thirty times a run: as long
    as the files of the notes are the same, so are the numbers.
    """
    return reading.version(notes_path(workspace), insist_on_notes(workspace), sql)


def keep(workspace: Workspace, table: str, rows: Sequence[Row]) -> int:
    """Adds rows (column -> value) to a table of the notes; how many did not stand there yet."""
    columns = list(rows[0]) if rows else []
    names, places = ", ".join(columns), ", ".join(f":{column}" for column in columns)
    sql = f"insert into {table} ({names}) values ({places}) on conflict do nothing"  # noqa: S608  # names are ours
    return _changed(workspace, table, sql, rows, KEPT)


def take_back(workspace: Workspace, table: str, keys: Sequence[Row], by: str) -> int:
    """Withdraws the standing rows with these values; they stay in the notes. How many there were."""
    matches = " and ".join(f"{column} = :{column}" for column in keys[0]) if keys else ""
    sql = (
        f"update {table} set withdrawn_at = :at, withdrawn_by = :by"  # noqa: S608  # names are ours
        f" where {matches} and withdrawn_at is null"
    )
    return _changed(workspace, table, sql, [{**key, "at": now(), "by": by} for key in keys], WITHDRAWN)


def _changed(workspace: Workspace, table: str, sql: str, rows: Sequence[Row], what: str) -> int:
    if not rows:
        return 0
    with writing(workspace) as notes:
        before = notes.total_changes
        notes.executemany(sql, [{name: reading.stored(value) for name, value in row.items()} for row in rows])
        count = notes.total_changes - before
        tell(table, rows, count, what)
        return count


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
def writing(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """One transaction, all of it or nothing, in notes of the newest version: older ones are brought there first.

    Raises WorkspaceError when they cannot be; then the old notes are whole.
    """
    path = notes_path(workspace)
    if (open_ := _OPEN.get()) and open_[0] == path:
        yield open_[1]
        return
    with _MAKING:
        insist_on_notes(workspace)
        if not path.exists():
            # SQLite would make it, and the files of its journal after it, as readable as the umask allows. Closing it
            # drops all locks of this process on it, so no other thread may have it open yet.
            with _in_words(workspace):
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    with opened(path, "rw") as notes:
        with suppress(sqlite3.OperationalError):
            # SQLite waits for nobody here; whoever finds it locked writes without, and the next one tries again.
            notes.execute("pragma journal_mode = wal")
        with _in_words(workspace):
            migrate(notes, lambda version: keep_backup(path, version))
        with notes:
            notes.execute("begin immediate")
            with telling(workspace):
                yield notes
    with suppress(OSError):  # the note is kept, and the next one tries again
        made_mark(workspace).touch(mode=0o600)


@contextmanager
def together(workspace: Workspace) -> Iterator[None]:
    """Everything that is written inside is one transaction: all of it or nothing, and many times as fast as one by one.

    What is read inside is what stood there before.
    """
    with writing(workspace) as notes:
        token = _OPEN.set((notes_path(workspace), notes))
        try:
            yield
        finally:
            _OPEN.reset(token)


@contextmanager
def _in_words(workspace: Workspace) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise in_words(error, workspace.path) or error from error


def now() -> str:
    """The moment in UTC, as notes write it."""
    return datetime.now(UTC).isoformat(timespec="seconds")

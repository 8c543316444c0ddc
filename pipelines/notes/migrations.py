"""The versions of `notes.sqlite`: a step in `migrations/` for each, taken in order when notes of an older one are written.

The number of a step is the version of the notes after it, which SQLite keeps in the file (`user_version`). A file of
before there were versions has 0, and those tables of version 1 that were used. A new step is a file with the next
number; one that was released is never changed.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path

from pipelines.errors import WorkspaceError
from pipelines.models.program import program_version
from pipelines.store.durable import sync, sync_folder

STEPS = Path(__file__).parent / "migrations"
FIRST = 1


@cache
def steps() -> tuple[str, ...]:
    """The SQL of every step, in order; there are as many as the newest version of the notes."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(STEPS.glob("*.sql")))


def version_of(notes: sqlite3.Connection) -> int:
    """The version of an opened file of notes."""
    return int(notes.execute("pragma user_version").fetchone()[0])


def insist_on_known(notes: sqlite3.Connection, path: Path) -> None:
    """Raises WorkspaceError for notes of a newer version than this program knows; SQLite's error for what is no notes."""
    found = version_of(notes)
    if found > len(steps()):
        raise WorkspaceError(
            f"{path} is van een nieuwere versie van het programma: de notities hebben versie {found}, en dit programma "
            f"({program_version()}) kent er tot en met {len(steps())}. Er is niets veranderd.",
            "Er is niets mis met de notities: open deze werkmap met die versie van het programma of een latere.",
        )


def migrate(
    notes: sqlite3.Connection, before: Callable[[int], object] = lambda _: None, until: int | None = None
) -> None:
    """Brings opened notes to a version, else the newest, in one transaction: all steps or none.

    `before` is told the version that they start from. Whoever comes second waits, and finds the steps taken.
    """
    newest = len(steps()) if until is None else until
    if version_of(notes) >= newest:
        return
    with notes:
        notes.execute("begin immediate")
        version = version_of(notes)
        if version < newest:
            before(version)
            for step in steps()[version:newest]:
                for statement in _statements(step):
                    notes.execute(statement)
            notes.execute(f"pragma user_version = {newest}")


def _statements(sql: str) -> Iterator[str]:
    """The statements of a step: `executescript` would end the transaction that they are in."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def keep_backup(path: Path, version: int) -> None:
    """Copies the notes, as they are while somebody else may write, to a file beside them that nothing ever replaces.

    Raises OSError or SQLite's error when it cannot be written; then there is none. Notes without a table need none.
    """
    new = path.with_name(f".{path.name}.backup")
    try:
        os.close(os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        # A connection of its own: SQLite copies nothing over the one that migrates.
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as old:
            if old.execute("select count(*) from sqlite_master").fetchone() == (0,):
                return
            with closing(sqlite3.connect(new)) as copy:
                old.backup(copy)
        sync(new)
        new.rename(next(name for name in _names(path, version) if not name.exists()))
        sync_folder(path.parent)
    finally:
        new.unlink(missing_ok=True)


def _names(path: Path, version: int) -> Iterator[Path]:
    """`notes.versie-0-20261129-170501.sqlite`, and with a number behind it for the next one in the same second."""
    name = f"{path.stem}.versie-{version}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    yield path.with_name(f"{name}{path.suffix}")
    yield from (path.with_name(f"{name}-{number}{path.suffix}") for number in count(2))

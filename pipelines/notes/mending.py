"""Damaged or lost notes: whether they are whole, and new ones with every row that can still be read."""

import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from pipelines.errors import UsageError, WorkspaceError
from pipelines.notes.file import damaged_notes, insist_on_notes, made_mark, notes_path, opened
from pipelines.notes.migrations import FIRST, migrate, version_of
from pipelines.store.durable import put, sync, sync_folder
from pipelines.store.workspace import Workspace

BESIDE = ("", "-wal", "-shm")
TABLES = "select name from sqlite_master where type = 'table'"


def insist_on_whole_notes(workspace: Workspace) -> None:
    """Raises WorkspaceError for notes that are lost, damaged, locked or out of reach; no notes yet are whole."""
    insist_on_notes(workspace)
    path = notes_path(workspace)
    if path.exists():
        with opened(path, "ro") as notes:
            if notes.execute("pragma integrity_check").fetchone() != ("ok",):
                raise damaged_notes(path)


def mend_notes(workspace: Workspace) -> tuple[Path | None, int]:
    """Replaces damaged or lost notes by new ones with what can be read; where the old ones are now, and rows saved.

    Nothing is deleted. Raises UsageError when the notes are whole, WorkspaceError when they are only locked.
    """
    path = notes_path(workspace)
    try:
        insist_on_whole_notes(workspace)
    except WorkspaceError as error:
        if error.what not in (damaged_notes(path).what, _lost(workspace)):
            raise
    else:
        raise UsageError("De notities zijn heel.", "Er is niets te herstellen.")
    new = path.with_name(".notes.sqlite.new")
    new.unlink(missing_ok=True)
    with closing(sqlite3.connect(new, isolation_level=None)) as notes:
        rows = _copy_readable(path, notes)
        migrate(notes)
    new.chmod(0o600)
    sync(new)
    aside = (
        path.with_name(f"notes.beschadigd-{datetime.now().astimezone():%Y%m%d-%H%M%S}.sqlite")
        if path.exists()
        else None
    )
    for end in BESIDE:  # the journal of the old notes may never meet the new ones
        old = path.with_name(f"{path.name}{end}")
        if aside and old.exists():
            shutil.copy2(old, aside.with_name(f"{aside.name}{end}"))
        if end:
            old.unlink(missing_ok=True)
    put(new, path)
    made_mark(workspace).touch(mode=0o600)
    sync_folder(path.parent)
    return aside, rows


def _lost(workspace: Workspace) -> str:
    try:
        insist_on_notes(workspace)
    except WorkspaceError as error:
        return error.what
    return ""


def _copy_readable(path: Path, notes: sqlite3.Connection) -> int:
    """Copies each table up to the row that cannot be read, into the version that it has; how many rows that were."""
    copied = 0
    if not path.exists():
        return copied
    with suppress(WorkspaceError), opened(path, "ro") as damaged:
        migrate(notes, until=max(version_of(damaged), FIRST))
        with notes:
            notes.execute("begin")
            for (table,) in notes.execute(TABLES).fetchall():
                copied += _copy_table(damaged, notes, table)
    return copied


def _copy_table(damaged: sqlite3.Connection, notes: sqlite3.Connection, table: str) -> int:
    copied = 0
    with suppress(sqlite3.DatabaseError):
        for row in damaged.execute(f'select * from "{table}"'):  # noqa: S608  # an identifier out of our own notes
            places = ", ".join("?" * len(row))
            notes.execute(f'insert or ignore into "{table}" values ({places})', row)  # noqa: S608
            copied += 1
    return copied

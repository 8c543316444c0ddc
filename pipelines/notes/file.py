"""The file of the notes: opened, and what SQLite refuses as an error that says what is safe and what mends it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from pipelines.errors import WorkspaceError, in_command
from pipelines.notes.migrations import insist_on_known, migrate, steps, version_of
from pipelines.store.workspace import Workspace
from pipelines.trouble import forbidden, full

WAIT_SECONDS = 10
PRIMARY_CODE = 0xFF
WITHOUT_SHARING = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
UNREADABLE = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ)


def notes_path(workspace: Workspace) -> Path:
    """Where the notes of a workspace are."""
    return workspace.path / "notes.sqlite"


def made_mark(workspace: Workspace) -> Path:
    """The file that says that this workspace has notes."""
    return workspace.path / "audit" / "notes"


def files_state(workspace: Workspace) -> tuple[tuple[int, int], ...]:
    """Time and size of the files of the notes: what changes with every note, for the key of a remembered answer."""
    path = notes_path(workspace)
    found = []
    for file in (path, path.with_name(f"{path.name}-wal")):
        with suppress(FileNotFoundError):
            known = file.stat()
            found.append((known.st_mtime_ns, known.st_size))
    return tuple(found)


def insist_on_notes(workspace: Workspace) -> tuple[tuple[int, int], ...]:
    """The state of their files. Raises WorkspaceError when there were notes and they are gone."""
    state = files_state(workspace)
    if not any(size for _, size in state) and made_mark(workspace).exists():
        path = notes_path(workspace)
        raise WorkspaceError(
            f"{path} is weg of leeg, terwijl er vinkjes of andere notities zijn gemaakt. De cijfers staan er los van.",
            f"Zet het bestand terug uit een reservekopie, of begin met lege notities: {aside(workspace.path)}",
        )
    return state


@contextmanager
def opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """A connection to notes, closed afterwards; a transaction begins where it is said.

    Raises WorkspaceError for notes of a newer version than this program knows, and for whatever SQLite refuses.
    """
    try:
        with closing(_connected(path, mode)) as notes:
            insist_on_known(notes, path)
            yield notes
    except sqlite3.Error as error:
        raise _refused(path, error) from error


@contextmanager
def newest_version(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to read notes in the newest version, and never write them.

    Those of an older version are copied into memory and brought there: a folder that nobody may write in can be read,
    and who only looks can still go back to the program of before.
    """
    with opened(path, "ro") as notes:
        if version_of(notes) == len(steps()):
            yield notes
            return
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
            notes.backup(copy)
            migrate(copy)
            yield copy


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.resolve().as_uri()}?mode={mode}"
    notes = sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
    try:
        version_of(notes)
    except sqlite3.Error as error:
        notes.close()
        journal = path.with_name(f"{path.name}-wal")
        # Readers share a file with each other, which a full disk or a closed folder does not let them make. Nobody can
        # write there either, so the notes may be read without it when none of them are in the journal.
        if mode != "ro" or _kind(error) not in WITHOUT_SHARING or (journal.exists() and journal.stat().st_size):
            raise
        return sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None)
    return notes


def _kind(error: sqlite3.Error) -> int:
    """The last byte of an error of SQLite; the rest says more."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & PRIMARY_CODE


def _refused(path: Path, error: sqlite3.Error) -> WorkspaceError:
    kind = _kind(error)
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return WorkspaceError(
            f"{path} wordt door iets anders vastgehouden. Er is niets half bewaard.",
            "Sluit wat het bestand open heeft (ook een programma dat reservekopieën maakt) en probeer het opnieuw.",
        )
    if kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or getattr(error, "sqlite_errorcode", 0) in UNREADABLE:
        return damaged_notes(path)
    if kind in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return full(path.parent)
    if kind in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return forbidden(path, path.parent)
    return WorkspaceError(
        f"{path} is niet te lezen of te schrijven ({error}). De cijfers staan er los van.",
        f"Probeer het opnieuw; blijft het, kijk de map dan na met: {in_command('check', path.parent)}",
    )


def damaged_notes(path: Path) -> WorkspaceError:
    """Notes that SQLite cannot read."""
    return WorkspaceError(
        f"{path} is beschadigd. De cijfers en wat is ingelezen staan er los van.",
        f"Zet het bestand terug uit een reservekopie, of red wat leesbaar is met: {aside(path.parent)}",
    )


def aside(folder: Path) -> str:
    """The command that makes new notes of what can be read of damaged ones."""
    return in_command("check", folder, "--mend-notes")

"""A workspace as one file: made whole or not at all, while pages go on writing notes."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipelines.audit.events import Event
from pipelines.audit.log import record
from pipelines.errors import UsageError
from pipelines.keeping import archive, cipher
from pipelines.notes.file import notes_path, opened
from pipelines.notes.mending import insist_on_whole_notes
from pipelines.store.durable import sync_folder
from pipelines.store.part import Part, parts_of
from pipelines.store.pending import insist_on_nobody_pending
from pipelines.store.recovery import imported
from pipelines.store.workspace import Workspace

# An import that is under way is waited for.
WAIT_SECONDS = 120
TOP = ("school.toml", "toegang.toml")
FOLDERS = ("protocols", "brieven")


@dataclass(frozen=True)
class Made:
    """A backup that was made: its parts, its size in bytes, and what could not be written down about it."""

    parts: int
    size: int
    told: str


def backup(workspace: Workspace, out: Path, tool: cipher.Tool | None = None, recipient: str = "") -> Made:
    """Writes a backup to a new file, readable by its owner only; with a tool it is encrypted.

    Raises UsageError for a file that is there or lies in the workspace, StoreError or WorkspaceError when what it should
    hold is not whole, OSError when the disk does not take it: then there is no file.
    """
    if os.path.lexists(out):
        raise _there(out)
    if workspace.path.resolve() in out.resolve().parents:
        raise UsageError(
            f"{out} ligt in de werkmap zelf.", "Kies met --out een plek daarbuiten, liefst op een andere schijf."
        )
    if tool:
        cipher.insist_on(tool)
    new = out.with_name(f".{out.name}.new")
    try:
        with workspace.locked(WAIT_SECONDS):
            insist_on_nobody_pending(workspace.path)
            told = record(workspace.path, Event("backup"))

            def written(file: IO[bytes]) -> int:
                stores = {part.id: version for part, version in _in_force(workspace)}
                return archive.write(file, _parts(workspace), stores)

            new.unlink(missing_ok=True)
            with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
                count = cipher.encrypted(tool, recipient, file, written) if tool else written(file)
                file.flush()
                os.fsync(file.fileno())
        size = new.stat().st_size
        _appear(new, out)
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
    sync_folder(out.parent)
    return Made(count, size, told)


def _appear(new: Path, out: Path) -> None:
    """Gives the file its name, over nothing that came there meanwhile."""
    try:
        os.link(new, out)
    except FileExistsError:
        raise _there(out) from None
    except OSError:  # a disk without links
        if os.path.lexists(out):
            raise _there(out) from None
        new.rename(out)


def _there(out: Path) -> UsageError:
    return UsageError(f"{out} bestaat al en wordt niet overschreven.", "Kies met --out een andere naam.")


def _parts(workspace: Workspace) -> Iterator[tuple[str, bytes]]:
    folder = workspace.path
    for name in TOP:
        if (folder / name).exists():
            yield name, (folder / name).read_bytes()
    yield from _notes(workspace)
    for inside in FOLDERS:
        for path in sorted((folder / inside).glob("*.toml")):
            yield f"{inside}/{path.name}", path.read_bytes()
    for part, version in _in_force(workspace):
        imported(part, version)  # a backup of what is damaged would be taken for a good one
        for path in sorted(part.store_folder(version).iterdir()):
            name = path.relative_to(folder).as_posix()
            if archive.PART.fullmatch(name):
                yield name, path.read_bytes()
    for path in sorted((folder / "audit").iterdir()):
        if archive.PART.fullmatch(f"audit/{path.name}"):
            # Somebody may be writing the last line.
            whole, end, _ = path.read_bytes().rpartition(b"\n")
            yield f"audit/{path.name}", whole + end


def _in_force(workspace: Workspace) -> list[tuple[Part, int]]:
    """The schools with data, each with its store in force."""
    return [(part, version) for part in parts_of(workspace) if (version := part.newest_store()) is not None]


def _notes(workspace: Workspace) -> Iterator[tuple[str, bytes]]:
    """The notes as they are at one moment, whoever writes in them."""
    insist_on_whole_notes(workspace)
    path = notes_path(workspace)
    if path.exists():
        with opened(path, "ro") as notes, closing(sqlite3.connect(":memory:")) as copy:
            notes.backup(copy)
            yield path.name, copy.serialize()

"""Whether a workspace holds the demo school and nothing else: the demo marks what it stored, byte for byte.

Each import writes a new store, so the mark is gone as soon as anything else comes in; a `school.toml` cannot bring it back.
"""

import json
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path

from pipelines.store.part import Part, parts_of, store_version
from pipelines.store.workspace import Workspace

MARK = "demo.json"


def mark_demo(part: Part, version: int) -> None:
    """Marks a version of the store as the demo's: the digest (SHA-256) of each table in it."""
    folder = part.store_folder(version)
    (folder / MARK).write_text(json.dumps(_digests(folder)), encoding="utf-8")


def holds_only_the_demo(workspace: Workspace) -> bool:
    """Whether `school.toml` says demo and all that was imported is the demo school; without an import it is not."""
    parts = [part for part in parts_of(workspace) if part.current()] if workspace.demo else []
    return bool(parts) and all(is_marked(part) for part in parts)


def is_marked(part: Part) -> bool:
    """Whether what was imported of a school is what the demo stored."""
    current = part.current()
    if current is None:
        return False
    folder = part.store_folder(store_version(current))
    try:
        marked = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    found = _digests(folder)
    return bool(found) and marked == found


def _digests(folder: Path) -> dict[str, str]:
    return {table.name: _digest(table, *_state(table)) for table in sorted(folder.glob("*.parquet"))}


def _state(table: Path) -> tuple[int, int, int]:
    """What changes when another file takes the place of this one, or it is written again."""
    now = table.stat()
    return now.st_ino, now.st_mtime_ns, now.st_size


# Every page asks, several times; the files of a store are read again only when they changed.
@lru_cache(maxsize=64)
def _digest(table: Path, *_: int) -> str:
    with table.open("rb") as handle:
        return file_digest(handle, "sha256").hexdigest()

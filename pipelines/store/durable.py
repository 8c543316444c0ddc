"""Files that are there as a whole or not at all, also after a power cut or on a full disk."""

import os
import time
from contextlib import suppress
from pathlib import Path

# Seconds between two tries.
_WAITS = (0.01, 0.05, 0.2, 0.5)


def sync(path: Path) -> None:
    """Waits until what was written to a file is on the disk."""
    with path.open("r+b") as handle:
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    """Waits until the names in a folder are on the disk."""
    with suppress(PermissionError):  # Windows opens no folder, and keeps names by itself
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def put(new: Path, path: Path) -> None:
    """Puts a file in the place of another, if there is one. Raises OSError.

    On Windows that is refused as long as somebody reads the old one: a page, or a virus scanner. Such a moment is short.
    """
    for wait in _WAITS:
        with suppress(PermissionError):
            new.replace(path)
            return
        time.sleep(wait)
    new.replace(path)


def write_whole(path: Path, data: bytes) -> None:
    """Writes or replaces a file in one step, readable by its owner only. Raises OSError and leaves the old one."""
    new = path.with_name(f".{path.name}.new")
    try:
        with os.fdopen(os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        put(new, path)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)

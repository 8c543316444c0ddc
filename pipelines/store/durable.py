"""Files that are there as a whole or not at all, also after a power cut or on a full disk."""

import os
from contextlib import suppress
from pathlib import Path


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


def write_whole(path: Path, data: bytes) -> None:
    """Writes or replaces a file in one step, readable by its owner only. Raises OSError and leaves the old one."""
    new = path.with_name(f".{path.name}.new")
    try:
        with os.fdopen(os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)

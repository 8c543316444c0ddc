"""One writer at a time in a workspace; a lock of the system, so that a killed writer holds nobody up."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.errors import WorkspaceError


@contextmanager
def one_writer(folder: Path, wait_seconds: float) -> Iterator[None]:
    """Holds the lock of a workspace. Raises WorkspaceError, with who is busy, when that is somebody else too long."""
    busy = folder / "audit" / "busy"
    try:
        with FileLock(folder / "audit" / "lock", timeout=wait_seconds, mode=0o600):
            with suppress(OSError):  # on a full disk nobody reads who is busy, and there may be nothing to write
                busy.write_text(_who(), encoding="utf-8")
            try:
                yield
            finally:
                # Nobody is busy any more: a trial run leaves the folder byte for byte as it was.
                busy.unlink(missing_ok=True)
    except Timeout:
        who = "van iemand anders"
        with suppress(OSError):
            who = busy.read_text(encoding="utf-8", errors="replace").strip() or who
        raise WorkspaceError(
            f"In {folder} loopt al een import of opbouw ({who}).", "Wacht tot die klaar is en probeer het opnieuw."
        ) from None


def _who() -> str:
    who = os.environ.get("USER") or os.environ.get("USERNAME") or "iemand"
    return f"{who}, sinds {datetime.now().astimezone():%H:%M} uur, proces {os.getpid()}\n"

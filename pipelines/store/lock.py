"""One writer at a time in a workspace, or in a school of it; a lock of the system, so that a killed writer holds nobody up."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.errors import WorkspaceError

# Where the parts of the schools are, each in a folder of its id.
PARTS = "scholen"


@contextmanager
def every_writer(folder: Path, wait_seconds: float) -> Iterator[None]:
    """Holds the lock of a workspace and of every school of it. Raises WorkspaceError as `one_writer` does."""
    with ExitStack() as held:
        # First that of the whole: two that want all do not each hold half.
        held.enter_context(one_writer(folder, wait_seconds))
        for part in sorted((folder / PARTS).glob("*/")):
            held.enter_context(one_writer(folder, wait_seconds, part.name))
        yield


@contextmanager
def one_writer(folder: Path, wait_seconds: float, school: str = "") -> Iterator[None]:
    """Holds the lock of a workspace, or of one school of it. Raises WorkspaceError, with who is busy, when that is somebody
    else too long."""
    of = f"{school}." if school else ""
    busy = folder / "audit" / f"{of}busy"
    try:
        with FileLock(folder / "audit" / f"{of}lock", timeout=wait_seconds, mode=0o600):
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
            f"In {folder} loopt al een import of opbouw{f' van school {school}' if school else ''} ({who}).",
            "Wacht tot die klaar is en probeer het opnieuw.",
        ) from None


def _who() -> str:
    who = os.environ.get("USER") or os.environ.get("USERNAME") or "iemand"
    return f"{who}, sinds {datetime.now().astimezone():%H:%M} uur, proces {os.getpid()}\n"

"""Log files in `audit/` about settings and protocols: one JSON object a line, only ever added to, for their owner only.

Each line is told to the log of who did what as well: `wat` and the school, without the values.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.audit.events import Actor, Event
from pipelines.audit.log import record
from pipelines.errors import WorkspaceError


def add(path: Path, line: Mapping[str, Any], told: Event | None = None, actor: Actor | None = None) -> None:
    """Adds a line and waits until it stands on the disk. `told` is what the log of who did what says of it, by whom.

    A line that was broken off before, by a full disk or a stopped program, spoils itself only: this one starts anew.
    Raises WorkspaceError when it cannot be written.
    """
    record(path.parents[1], told or Event("setting", line.get("school", ""), what=line["wat"]), actor=actor)
    try:
        _add(path, json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        raise WorkspaceError(
            f"{path} is niet te schrijven ({error.strerror}).",
            "Controleer of er ruimte is op de schijf en of u in de map mag schrijven.",
        ) from error


def _add(path: Path, text: str) -> None:
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b") as file:
        if file.seek(0, os.SEEK_END) and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n":
            file.write(b"\n")
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def lines(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a log, oldest first; none when there is no log yet."""
    found = []
    for text in path.read_bytes().split(b"\n") if path.exists() else []:
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            found.append(line)
    return found

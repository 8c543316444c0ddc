"""`audit/access.jsonl`: who did what, line by line, each tied to the one before; only ever added to.

What was wrong with the log when a line was to be added is a line of the log itself: a line that was broken off, lines or the
anchor that are gone, another key. Nothing of it is mended in silence.
"""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock

from pipelines.audit.events import NEVER_IN_THE_WAY, Actor, Event, Keys, Line, read, written
from pipelines.audit.key import alone, anchor, is_anchored, keep_anchor, own_keys
from pipelines.errors import WorkspaceError, in_command
from pipelines.trouble import FULL, full

LOG = "access.jsonl"
ODD = "Het logboek van wie wat deed was niet zoals het is achtergelaten, en is verder gegaan. Kijk het na met:"
# Threads of one program wait here and not by trying again at the lock of the system.
_ONE_THREAD = Lock()
_WHO: list[Callable[[], Actor]] = [Actor]


def ask_who(how: Callable[[], Actor]) -> None:
    """Says for this program how to find out who is acting: only the dashboard knows, and every room writes lines."""
    _WHO[0] = how


def who() -> Actor:
    """Who is acting."""
    return _WHO[0]()


def log_path(workspace: Path) -> Path:
    """Where the log of a workspace is."""
    return workspace / "audit" / LOG


def record(workspace: Path, *events: Event, actor: Actor | None = None) -> str:
    """Writes down what is done, before it is done. Raises WorkspaceError when it cannot for somebody who is signed in:
    then it may not happen either. Whoever sits at this computer is not locked out by that: the sentence says so."""
    by = actor or who()
    try:
        add(workspace, events, by)
    except WorkspaceError as error:
        if by.person and not {event.kind for event in events} <= NEVER_IN_THE_WAY:
            raise
        return f"Wie wat doet wordt nu niet vastgelegd. {error.what} {error.remedy}"
    return ""


def add(workspace: Path, events: Sequence[Event], actor: Actor) -> None:
    """Adds lines and waits until they stand on the disk, all or none. Raises WorkspaceError when they cannot be written."""
    path = log_path(workspace)
    try:
        with _ONE_THREAD:
            keys = own_keys(workspace)
            with alone(path.with_suffix(".lock")):
                _add(workspace, keys, events, actor)
    except OSError as error:
        if error.errno in FULL:
            raise full(workspace) from error
        raise WorkspaceError(
            f"{path} is niet te schrijven ({error.strerror}).",
            "Controleer of er ruimte is op de schijf en of u in de map mag schrijven.",
        ) from error


@dataclass
class _End:
    """Where the next line comes: number and HMAC of the last one, the size up to there, and what must be said first."""

    n: int = 0
    mac: str = ""
    size: int = 0
    said: list[Event] = field(default_factory=list)


def _add(workspace: Path, keys: Keys, events: Sequence[Event], actor: Actor) -> None:
    path = log_path(workspace)
    end = _end(workspace, path, keys)
    number, mac, text = end.n, end.mac, b""
    for by, event in [*((Actor(), event) for event in end.said), *((actor, event) for event in events)]:
        number += 1
        line, mac = written(event, by, number, mac, keys)
        text += line
    _append(path, text, end.size)
    keep_anchor(workspace, number, mac, end.size + len(text), keys.id)
    if any(event.kind != "begin" or event.sha256 for event in end.said):
        # Whoever runs the program has to know at once; whoever closed the terminal reads it in the log itself.
        with suppress(OSError):
            print(f"{ODD} {in_command('access verify --map', workspace)}", file=sys.stderr, flush=True)


def _append(path: Path, text: bytes, size: int) -> None:
    """Writes behind the given size, also over what was broken off there; on a full disk nothing of it stays."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, 0o600), "r+b", buffering=0) as file:
        try:
            file.truncate(size)
            file.seek(size)
            if file.write(text) != len(text):
                raise OSError(next(iter(FULL)), os.strerror(next(iter(FULL))))
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                file.truncate(size)
            raise


def _end(workspace: Path, path: Path, keys: Keys) -> _End:
    known = anchor(workspace)
    size = path.stat().st_size if path.exists() else 0
    if known and (known.bytes, known.key) == (size, keys.id):
        return _End(known.n, known.mac, size)
    if not known and not size:
        return _End(said=[Event("begin", what=keys.id)])
    return _looked_at(workspace, path, keys)


def _looked_at(workspace: Path, path: Path, keys: Keys) -> _End:
    """The end of a log that is not as it was left: the program was stopped, or somebody was at it."""
    known, data = anchor(workspace), path.read_bytes() if path.exists() else b""
    whole, _, rest = data.rpartition(b"\n")
    lines = [read(raw, keys) for raw in whole.split(b"\n")] if whole else []
    end = _End(size=len(data) - len(rest))
    if lines:
        end.n, end.mac = lines[-1].number, lines[-1].mac
    if lines and not lines[-1].authentic:
        # Of another key, or forged: from here on it can at least not be changed any more.
        end.n, end.mac = max(len(lines), *(line.number for line in lines if line.authentic), 0), ""
        end.said.append(Event("begin", what=keys.id, sha256=sha256(data[: end.size]).hexdigest()))
    if rest:
        end.said.append(Event("broken_off", count=len(rest)))
    if known is None:
        if lines and not is_anchored(end.n, end.mac):
            end.said.append(Event("gap", what="merkteken"))
    elif not _reaches(lines, known.n, known.mac):
        end.said.append(Event("gap", what="regels", count=max(0, known.n - end.n)))
        end.n = max(end.n, known.n)
    return end


def _reaches(lines: Sequence[Line], number: int, mac: str) -> bool:
    """Whether the line that the anchor names is there; after it there may be more, of a program that was stopped."""
    return any(line.mac == mac and line.number == number for line in reversed(lines))

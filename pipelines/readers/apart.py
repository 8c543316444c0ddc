"""Reading the files of one import in a process of its own, which is ended when it takes too much memory or time.

A file can ask for more than any computer has, in ways that no check before it foresees; whoever reads it may die of it.
Bytes from a browser go through a pipe: nothing of them touches a disk.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from pipelines.errors import InputError, UsageError
from pipelines.readers.base import ReadResult
from pipelines.readers.here import Asked, OnRead, Refused
from pipelines.readers.passed import receive, result_of, send_asked
from pipelines.readers.resident import resident
from pipelines.readers.table import Row
from protocols.errors import VerzuimbeeldError
from protocols.load import load_settings

_ROOT = Path(__file__).parents[2]
_MEGABYTE = 1_000_000
# So often its memory is looked at: in between it grows by less than what is left of a small computer.
_LOOK_SECONDS = 0.02
_KINDS = {"InputError": InputError, "UsageError": UsageError}
_SMALLER = "Kopieer alleen de tabel naar een nieuw bestand, of exporteer een kortere tijd, en lees dat in."


@dataclass(frozen=True)
class Limits:
    """What reading may take: bytes of memory, and seconds by the clock."""

    memory: float
    seconds: float


def limits_for(asked: Sequence[Asked]) -> Limits:
    """By the size of the files: a million rows may take more than a year of one school, and a small file may not."""
    size = sum(map(_size, asked)) / _MEGABYTE
    number = dict(load_settings().select("name", "value").iter_rows())
    memory = number["reading_memory_megabytes"] + size * number["reading_memory_per_megabyte"]
    return Limits(
        min(memory, number["reading_memory_most_megabytes"]) * _MEGABYTE,
        number["reading_seconds"] + size * number["reading_seconds_per_megabyte"],
    )


def _size(one: Asked) -> int:
    if one.data is not None:
        return len(one.data)
    with suppress(OSError):
        return one.path.stat().st_size
    return 0  # reading the file says what is wrong with it


def read_apart(asked: Sequence[Asked], on_read: OnRead | None = None, limits: Limits | None = None) -> list[ReadResult]:
    """All files, read. Raises what `read_file` raises of the first that is refused, and InputError for one of which
    reading took too much or broke down."""
    results: list[ReadResult] = []
    for found in _read(asked, on_read, limits):
        if isinstance(found, Refused):
            raise found.error
        results.append(found)
    return results


def look_apart(
    asked: Sequence[Asked], on_read: OnRead | None = None, limits: Limits | None = None
) -> list[ReadResult | Refused]:
    """Each file, read or refused; what ends the process is refused, and the others are read in another."""
    found: list[ReadResult | Refused] = []
    while len(found) < len(asked):
        found += _read(asked[len(found) :], on_read, limits)
    return found


def heads_apart(asked: Sequence[Asked], limits: Limits | None = None) -> list[tuple[Row, ...]]:
    """The first rows of the table in each file; none of a file that is no table or cannot be read."""
    heads: list[tuple[Row, ...]] = []
    while len(heads) < len(asked):
        rest = asked[len(heads) :]
        for head, _ in _answers("head", rest, limits or limits_for(rest)):
            if not {"begins", "progress"} & set(head):
                heads.append(_rows(head.get("rows", ())))
    return heads


def _read(asked: Sequence[Asked], on_read: OnRead | None, limits: Limits | None) -> Iterator[ReadResult | Refused]:
    """What became of each file, up to one that ended the process."""
    if not asked:
        return
    for head, parts in _answers("read", asked, limits or limits_for(asked)):
        if "progress" in head:
            place, done, total = head["progress"]
            if on_read:
                on_read(asked[place].path, done, total)
        elif "result" in head:
            yield result_of(head, parts)
        elif "begins" not in head:
            yield Refused(head["error"], _rows(head.get("head", ())))


def _rows(rows: Sequence[Sequence[str]]) -> tuple[Row, ...]:
    return tuple(tuple(row) for row in rows)


def _answers(task: str, asked: Sequence[Asked], limits: Limits) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    """All messages about these files; of a file that cannot be read with its `error`, also when that ended the process."""
    place, open_ = -1, True
    with _reading(task, asked, limits) as (answers, why):
        while open_ or place < len(asked) - 1:
            message = receive(answers)
            name = asked[max(place, 0)].path.name
            if message is None:
                yield {"error": why(name)}, []
                return
            head, parts = message
            place = head.get("begins", place)
            open_ = "begins" in head or "progress" in head
            yield head | {"error": error} if (error := _refusal(head, name)) else head, parts


@contextmanager
def _reading(
    task: str, asked: Sequence[Asked], limits: Limits
) -> Iterator[tuple[BinaryIO, Callable[[str], InputError]]]:
    """The answers of a process that reads these files, and what to say of a file when they stop."""
    with _child() as process, _watched(process, limits) as watch:
        asks, answers = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
        with suppress(OSError):  # it has ended: what it did not say says so
            send_asked(asks, task, asked)
        yield answers, lambda name: _ended(name, watch, limits, process)


@contextmanager
def _child() -> Iterator[subprocess.Popen[bytes]]:
    """The reading process, gone at the end whatever happened. It ends by itself when this process does."""
    process = subprocess.Popen(
        # Not from the working folder, in which anything may stand, and in no window of its own.
        [sys.executable, "-P", "-m", "pipelines.readers.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):  # what was not sent any more
                if stream:
                    stream.close()


@dataclass
class _Watch:
    """What a process took too much of, as soon as it did."""

    too_much: str | None = None


@contextmanager
def _watched(process: subprocess.Popen[bytes], limits: Limits) -> Iterator[_Watch]:
    watch, done, begin = _Watch(), threading.Event(), time.monotonic()

    def look() -> None:
        while not done.wait(_LOOK_SECONDS):
            if (resident(process) or 0) > limits.memory:
                watch.too_much = "memory"
            elif time.monotonic() - begin > limits.seconds:
                watch.too_much = "time"
            if watch.too_much:
                process.kill()
                return

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield watch
    finally:
        done.set()
        looking.join()


def _refusal(head: dict[str, Any], name: str) -> VerzuimbeeldError | None:
    """What reading said against a file, with its cause over there as the cause here."""
    if "refused" in head:
        error: VerzuimbeeldError = _KINDS.get(head["named"], VerzuimbeeldError)(*head["refused"])
    elif "fault" in head:
        error = InputError(
            f"{name} is niet te lezen: het lezen liep vast ({head['fault']}).",
            "Open het bestand, bewaar het opnieuw als .xlsx of CSV en lees dat in; helpt dat niet, meld het dan.",
        )
    else:
        return None
    error.__cause__ = RuntimeError(head["trace"])
    return error


def _ended(name: str, watch: _Watch, limits: Limits, process: subprocess.Popen[bytes]) -> InputError:
    """Why the other side is gone."""
    if watch.too_much == "memory":
        return InputError(
            f"{name} vraagt bij het lezen meer dan {limits.memory / _MEGABYTE:.0f} MB geheugen; het lezen is gestopt.",
            _SMALLER,
        )
    if watch.too_much == "time":
        return InputError(
            f"{name} was na {limits.seconds:.0f} seconden nog niet gelezen; het lezen is gestopt.", _SMALLER
        )
    return InputError(
        f"{name} is niet te lezen: het lezen stopte onverwacht ({process.wait()}).",
        "Is er geheugen vrij op deze computer? Open het bestand anders, bewaar het opnieuw en lees dat in.",
    )

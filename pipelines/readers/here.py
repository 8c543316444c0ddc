"""Reading the files of one import, in this process: files of our own, and in the process that `apart` starts for others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.errors import InputError
from pipelines.readers import read_file
from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.lesson_clock import LessonTimes
from pipelines.readers.source import Source
from pipelines.readers.table import Row
from protocols.errors import VerzuimbeeldError

OnRead = Callable[[Path, int, int], None]


@dataclass(frozen=True)
class Asked:
    """One file to be read, and all that `readers.read_file` wants to know of it."""

    path: Path
    kind: str | None = None
    mapping: Mapping[str, str] | None = None
    data: bytes | None = field(default=None, repr=False)
    lesson_times: LessonTimes = ()
    one_lesson: frozenset[str] = frozenset()
    remembered: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """A file that was not read; `head` are its first rows when it is a table, to choose its columns from."""

    error: VerzuimbeeldError
    head: tuple[Row, ...]


Read = Callable[[Sequence[Asked], OnRead | None], list[ReadResult]]
Look = Callable[[Sequence[Asked], OnRead | None], list[ReadResult | Refused]]


def read_one(one: Asked, progress: Progress | None = None) -> ReadResult:
    """Reads one file. Raises what `read_file` raises."""
    return read_file(
        one.path, one.kind, progress, one.mapping, one.data, one.lesson_times, one.one_lesson, one.remembered
    )


def head_of(one: Asked) -> tuple[Row, ...]:
    """The first rows of a table, or of the first sheet; none of what is no table or cannot be read."""
    try:
        return next(Source(one.path, one.data).sheets()).head
    except InputError:
        return ()  # reading the file says what is wrong with it


def read_here(asked: Sequence[Asked], on_read: OnRead | None = None) -> list[ReadResult]:
    """All files, read. Raises what `read_file` raises of the first that is refused."""
    return [read_one(one, _progress(one, on_read)) for one in asked]


def look_here(asked: Sequence[Asked], on_read: OnRead | None = None) -> list[ReadResult | Refused]:
    """Each file, read or refused."""
    found: list[ReadResult | Refused] = []
    for one in asked:
        try:
            found.append(read_one(one, _progress(one, on_read)))
        except VerzuimbeeldError as error:
            found.append(Refused(error, head_of(one)))
    return found


def _progress(one: Asked, on_read: OnRead | None) -> Progress | None:
    return (lambda done, total: on_read(one.path, done, total)) if on_read else None

"""Importing whatever was put in a folder, with nobody there to ask: what is read moves on, what is refused too, with why.

All files that can be read are one import, so their order does not matter; one that is refused stops none of the others.
A file is moved after the import that read it. When the program stops in between, the same file is imported once more,
and that changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.errors import InputError, UsageError
from pipelines.models.build import Progress
from pipelines.readers.base import ReadResult
from pipelines.readers.here import Asked, Look, OnRead, Refused
from pipelines.store.imports import FileReport, ImportReport, import_files
from pipelines.store.inbox_files import READ, REFUSED, Left, Waiting, emptied, is_same, moved, opened, shown, waiting
from pipelines.store.leaving import sentences
from pipelines.store.workspace import Workspace, private_umask
from protocols.errors import VerzuimbeeldError

_CHANGED = "verandert nog en wacht op de volgende keer"


@dataclass(frozen=True)
class Taken:
    """What one run did: the import (None without a file to read), refused files with their error, what stays and why,
    how many old files were deleted; `busy` when another run was at work, so that this one did nothing."""

    report: ImportReport | None = None
    refused: tuple[tuple[str, VerzuimbeeldError], ...] = ()
    left: tuple[Left, ...] = ()
    deleted: int = 0
    busy: bool = False


def take_in(
    workspace: Workspace,
    folder: Path,
    look: Look,
    school_id: str | None = None,
    kind: str | None = None,
    mapping: Callable[[Sequence[Path]], Mapping[Path, Mapping[str, str]]] = lambda _: {},
    whole: bool = False,
    left: int | None = None,
    on_read: OnRead | None = None,
    on_build: Progress | None = None,
) -> Taken:
    """Imports the files of a folder for one school and moves them. `look` reads, `mapping` gives the columns that were
    chosen for these files, the rest as in `import_files`.

    Raises UsageError for a folder that cannot serve, WorkspaceError when the workspace cannot take an import: then every
    file stays where it is, for the next run.
    """
    private_umask()
    school = workspace.school(school_id).id
    opened(folder, workspace.path)
    with _alone(folder) as is_alone:
        if not is_alone:
            return Taken(busy=True)
        deleted = emptied(folder)
        found = waiting(folder)
        read = _Reading(look, found, on_read)
        read.refuse_odd_names()
        report, columns = None, mapping(read.usable())
        while paths := read.usable():
            try:
                report = import_files(
                    workspace,
                    paths,
                    school,
                    kind,
                    on_build=on_build,
                    mapping=columns,
                    whole=whole,
                    read=read,
                    left=left,
                )
                break
            except InputError as error:
                if error.path is None:
                    raise
                read.drop(error.path, error)
        return _moved(read, report, deleted)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether no other run is busy with the folder; the lock is the system's, so a killed run holds nobody up."""
    lock = FileLock(folder / READ / ".bezig", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


@dataclass
class _Reading:
    """Reads each file once, however often the import is tried without those that were refused."""

    look: Look
    found: Waiting
    on_read: OnRead | None
    results: dict[Path, ReadResult] = field(default_factory=dict)
    refused: dict[Path, VerzuimbeeldError] = field(default_factory=dict)
    changed: set[Path] = field(default_factory=set)

    def __call__(self, asked: Sequence[Asked], _: OnRead | None = None) -> list[ReadResult]:
        """All of them, read. Raises InputError with the path of one that is refused, or changed meanwhile, and UsageError
        for what is wrong with the command and not with a file."""
        new = [one for one in asked if one.path not in self.results]
        for one, result in zip(new, self.look(new, self.on_read), strict=True):
            if not is_same(one.path, self.found.files[one.path]):
                self.changed.add(one.path)
            elif isinstance(result, Refused):
                if isinstance(result.error, UsageError):
                    raise result.error
                self.refused[one.path] = result.error
            else:
                self.results[one.path] = result
        gone = next((one.path for one in asked if one.path not in self.results), None)
        if gone is not None:
            raise InputError(f"{shown(gone.name)} is niet gelezen.", "Herhaal de opdracht.", gone)
        return [self.results[one.path] for one in asked]

    def usable(self) -> list[Path]:
        """The files that are to be imported, oldest first, so that of two exports the newest has the last word."""
        return [path for path in self.found.files if path not in self.refused and path not in self.changed]

    def drop(self, path: Path, error: VerzuimbeeldError) -> None:
        """Leaves a file out from now on: it was refused after it was read, or the first time that it was read."""
        self.results.pop(path, None)
        if path not in self.changed:
            self.refused.setdefault(path, error)

    def refuse_odd_names(self) -> None:
        """A name that cannot be printed cannot be logged either."""
        for path in self.found.files:
            if not path.name.isprintable():
                self.refused[path] = InputError(
                    f"De naam van {shown(path.name)} bevat tekens die niet te lezen zijn.",
                    "Geef het bestand een naam met gewone letters en cijfers.",
                    path,
                )


def _moved(read: _Reading, report: ImportReport | None, deleted: int) -> Taken:
    left = [*read.found.left, *(Left(shown(path.name), _CHANGED) for path in sorted(read.changed))]
    gone = report.leaving if report else None
    for file in report.files if report else ():
        who_left = sentences(gone, named=True) if gone and gone.path == file.path else ()
        left += _move(read, file.path, READ, _told(file, who_left), "let op")
    refused = []
    for path, error in read.refused.items():
        why = (
            f"{shown(path.name)} is op {datetime.now().astimezone():%d-%m-%Y} niet ingelezen.\n\n{error.what}\n"
            f"Wat u kunt doen: {error.remedy}\n\nZet het bestand daarna terug in de map hierboven.\n"
        )
        refused.append((shown(path.name), error))
        left += _move(read, path, REFUSED, why, "waarom geweigerd")
    return Taken(report, tuple(refused), tuple(left), deleted)


def _move(read: _Reading, path: Path, to: str, text: str | None, beside: str) -> list[Left]:
    """Moves a file, unless another has come in its place meanwhile: that one is for the next run."""
    if not is_same(path, read.found.files[path]):
        return [Left(shown(path.name), _CHANGED)]
    try:
        moved(path, to, text, beside)
    except OSError as error:
        return [Left(shown(path.name), f"was niet te verplaatsen naar {to} ({error.strerror or error})")]
    return []


def _told(file: FileReport, who_left: Sequence[str]) -> str | None:
    """What nobody was there to see: warnings and refused rows of a file that was read, who left by it; None without any."""
    rows = [f"Rij {row['row']}: {row['reason']} {row['remedy']}" for row in file.refused.iter_rows(named=True)]
    lines = [*file.warnings, *who_left, *rows]
    return "\n".join([f"{file.path.name} is ingelezen. Let op:", "", *lines, ""]) if lines else None

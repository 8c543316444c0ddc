"""A backup back in the place of a workspace: looked at whole, built and checked beside it, and swapped in in one step."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.audit.events import Event
from pipelines.audit.log import record
from pipelines.errors import InputError, UsageError
from pipelines.keeping import archive, cipher
from pipelines.keeping.forget import left_out
from pipelines.keeping.person import Person
from pipelines.keeping.searched import searched
from pipelines.models.build import Progress
from pipelines.models.rebuild import rebuild
from pipelines.notes.file import notes_path, opened
from pipelines.store.check import check
from pipelines.store.forgotten import forgotten, keep_lists
from pipelines.store.lock import PARTS, every_writer
from pipelines.store.part import Part, parts_of
from pipelines.store.pending import insist_on_nobody_pending
from pipelines.store.swap import STAGED, decide, finish, parts
from pipelines.store.workspace import open_workspace, private_umask
from protocols.errors import VerzuimbeeldError


@dataclass(frozen=True)
class Restored:
    """What was put back: of which moment (UTC) and program; where what stood there is now (None: nothing did); how many
    pupils were left out because they were forgotten, files in which one of them still stands, because the school wrote it
    there itself, and how many of whom the key is another, so that they are not recognised; what could not be written down
    about it."""

    contents: archive.Contents
    aside: Path | None
    forgotten: int
    still: tuple[Path, ...]
    unknown: int
    told: str


def restore(path: Path, folder: Path, identity: Path | None = None, progress: Progress | None = None) -> Restored:
    """Puts a backup in the place of a workspace, or in a folder that is empty or not there.

    Raises InputError for a backup that is damaged, of a newer program or makes no whole workspace, UsageError for a folder
    with something else in it; then nothing has changed.
    """
    if not path.is_file():
        raise InputError(f"{path} is er niet.", "Geef het bestand dat 'backup' heeft gemaakt.")
    private_umask()
    finish(folder)
    insist_on_nobody_pending(folder)
    made = not folder.exists()
    if not made and not (folder / "school.toml").exists() and any(_visible(folder)):
        raise UsageError(f"{folder} is geen werkmap, en niet leeg.", "Kies een werkmap, of een map die nog leeg is.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Of a workspace that others use; in an empty folder nobody waits.
    busy = every_writer(folder, 0) if (folder / "audit").is_dir() else nullcontext()
    try:
        with busy, _staging(folder) as staged:
            contents = _unpacked(path, staged, identity)
            out = _ready(contents, folder, staged, path, progress)
            still = tuple(folder / each.relative_to(staged) for each in searched(staged, out))
            aside = _aside(folder)
            there = any(parts(folder))
            decide(folder, aside.name)
    except BaseException:
        if made and not (folder / "school.toml").exists():
            shutil.rmtree(folder, ignore_errors=True)
        raise
    told = record(folder, Event("restore", what=contents.made.isoformat()))
    return Restored(contents, aside if there else None, len(out), still, forgotten(folder).unknown, told)


def _visible(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.name != STAGED)


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """An empty folder inside the workspace, gone afterwards; what a killed program left there goes first."""
    staged = folder / STAGED
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(mode=0o700)
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _unpacked(path: Path, staged: Path, identity: Path | None) -> archive.Contents:
    tool = cipher.tool_of(path)
    if tool is None:
        return archive.unpack(path, staged, path)
    plain = staged / ".leesbaar"
    try:
        cipher.decrypted(tool, path, plain, identity)
        return archive.unpack(plain, staged, path)
    finally:
        plain.unlink(missing_ok=True)


def _ready(
    contents: archive.Contents, folder: Path, staged: Path, path: Path, progress: Progress | None
) -> Sequence[Person]:
    """Makes a whole workspace of the unpacked parts, without who was forgotten; who those are.

    Raises InputError when that cannot be.
    """
    try:
        workspace = open_workspace(staged)
        if notes_path(workspace).exists():
            with opened(notes_path(workspace), "rw"):  # those of a newer program are refused here
                pass
        keep_lists(folder, staged, [school.id for school in workspace.schools])
        for part in parts_of(workspace):
            _renumber(folder, part)
        out = left_out(workspace)
        for part in parts_of(workspace):
            for version in part.stored():
                rebuild(part, progress, version)
        wrong = [each.what for each in check(staged) if each.level == "fout"]
    except VerzuimbeeldError as error:
        raise _unusable(contents, path, staged, error.what) from error
    if wrong:
        raise _unusable(contents, path, staged, wrong[0])
    return out


def _unusable(contents: archive.Contents, path: Path, staged: Path, why: str) -> InputError:
    return InputError(
        f"{path} is niet teruggezet, want er komt geen hele werkmap uit. {why.replace(f'{staged}/', '')}",
        f"Gebruik een andere reservekopie, of het programma waarmee deze is gemaakt ({contents.program}) of een later.",
    )


def _renumber(folder: Path, part: Part) -> None:
    """Numbers go on where they were, so that nobody who still looks takes the new figures for the old ones."""
    there = Part(folder, (), demo=False, home=folder / PARTS / part.id)
    shutil.rmtree(part.snapshots, ignore_errors=True)  # none but what parting an older backup made
    for version in part.stored():
        part.store_folder(version).rename(part.store_folder(max(version, there.next_version())))


def _aside(folder: Path) -> Path:
    """A folder for what stood there, with a name that nothing has."""
    name = f"voor-herstel-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    names = (folder / name, *(folder / f"{name}-{number}" for number in range(2, 100)))
    return next(path for path in names if not path.exists())

"""The workspace: a folder of the school's with settings, imported data and built snapshots.

`snapshots/CURRENT` names the newest snapshot, and the snapshot's name says from which store it was built
(`<snapshot>-<store>.duckdb`): one atomic rename of `CURRENT` moves both, so that a killed import or build
leaves the old state whole. Everything is readable by its owner only. Files that others put in these folders
(`.DS_Store`, `Thumbs.db`) are left alone.
"""

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipelines.errors import UsageError, WorkspaceError, in_command
from pipelines.settings.settings import School, is_demo, load_schools
from pipelines.store.durable import sync, sync_folder, write_whole
from pipelines.store.lock import one_writer
from pipelines.store.stores import Store, empty_store, read_store, write_store
from pipelines.store.swap import finish

KEPT_SNAPSHOTS = 3
SNAPSHOT = re.compile(r"(\d{6,})-(\d{6,})\.duckdb")
UNFINISHED = re.compile(r"\.(\d{6,})-\d{6,}\.duckdb.*")
STORED = re.compile(r"\d{6,}")
FOLDERS = ("store", "snapshots", "audit")
SHOWN = 40


def private_umask() -> None:
    """Makes every file that this process creates readable by its owner only."""
    os.umask(0o077)


def open_to_others(now: os.stat_result) -> bool:
    """Whether others may read or write a file or folder; Windows has no such rights: there the user's folder is the border."""
    return os.name == "posix" and bool(now.st_mode & 0o077)


def store_version(snapshot: Path) -> int:
    """The number of the store version that a snapshot was built from."""
    return int(snapshot.stem.split("-")[1])


@dataclass(frozen=True)
class Workspace:
    """An opened workspace. Errors: WorkspaceError when the folder or its settings are unusable."""

    path: Path
    schools: tuple[School, ...]
    demo: bool

    @property
    def snapshots(self) -> Path:
        return self.path / "snapshots"

    @property
    def pointer(self) -> Path:
        return self.snapshots / "CURRENT"

    @property
    def import_log(self) -> Path:
        return self.path / "audit" / "imports.jsonl"

    def school(self, school_id: str | None) -> School:
        """The school of that id; without an id the only school. Raises UsageError otherwise."""
        if school_id is None and len(self.schools) == 1:
            return self.schools[0]
        for school in self.schools:
            if school.id == school_id:
                return school
        known = ", ".join(school.id for school in self.schools)
        what = "Deze werkmap heeft meer scholen." if school_id is None else f"School '{school_id}' is hier niet bekend."
        raise UsageError(what, f"Kies er een met --school: {known}.")

    def built(self) -> list[Path]:
        """The snapshots that are there, oldest first."""
        found = [path for path in self.snapshots.glob("*") if SNAPSHOT.fullmatch(path.name)]
        return sorted(found, key=lambda path: int(path.stem.split("-")[0]))

    def stored(self) -> list[int]:
        """The numbers of the store versions that were written to the end, or before ends were noted; oldest first."""
        folders = [path for path in (self.path / "store").glob("*") if STORED.fullmatch(path.name) and path.is_dir()]
        return sorted(int(folder.name) for folder in folders)

    def store_folder(self, version: int) -> Path:
        """Where a store version is."""
        return self.path / "store" / f"{version:06d}"

    def current(self) -> Path | None:
        """The newest snapshot, or None before the first import. Raises WorkspaceError when it cannot be told."""
        mend = f"Wat is ingelezen staat er los van. Bouw de cijfers opnieuw op met: {in_command('build', self.path)}"
        try:
            name = self.pointer.read_bytes().decode("ascii", errors="replace").strip()
        except FileNotFoundError:
            # A first import that was killed leaves no line in the log, and one snapshot at most.
            if len(self.built()) > 1 or (self.import_log.exists() and self.import_log.stat().st_size):
                raise WorkspaceError(
                    f"{self.pointer} ontbreekt, terwijl er al gegevens zijn ingelezen.", mend
                ) from None
            return None
        if not SNAPSHOT.fullmatch(name):
            shown = "".join(sign if sign.isprintable() else "?" for sign in name[:SHOWN]) or "niets"
            raise WorkspaceError(f"{self.pointer} wijst naar '{shown}', en zo heten cijfers niet.", mend)
        snapshot = self.snapshots / name
        if not snapshot.is_file():
            raise WorkspaceError(f"{self.pointer} wijst naar {name}, maar dat bestand is er niet.", mend)
        return snapshot

    def newest_store(self) -> int | None:
        """The store version in force, also when `CURRENT` is lost or odd: then the newest that was built, or stored."""
        try:
            current = self.current()
            return store_version(current) if current else None
        except WorkspaceError:
            name = self.pointer.read_bytes().decode("ascii", errors="replace").strip() if self.pointer.exists() else ""
        named = SNAPSHOT.fullmatch(name)
        if named and self.store_folder(int(named[2])).is_dir():
            return int(named[2])
        built = [store_version(path) for path in self.built()]
        return built[-1] if built else max(self.stored(), default=None)

    def store(self, version: int | None = None) -> Store:
        """The imported data of a store version, else those behind the newest snapshot.

        Raises StoreError when they are not as they were written, WorkspaceError when they are of a school that
        `school.toml` no longer knows.
        """
        if version is None:
            current = self.current()
            if current is None:
                return empty_store()
            version = store_version(current)
        store = read_store(self.store_folder(version))
        self.insist_on_schools(store)
        return store

    def insist_on_schools(self, store: Store) -> None:
        """Raises WorkspaceError when data hang on a school id that is not, or no longer, in `school.toml`."""
        known = {school.id for school in self.schools}
        lost = sorted({school for frame in store.values() for school in frame["school"].unique()} - known)
        if known and lost:
            raise WorkspaceError(
                f"In {self.path / 'school.toml'} ontbreekt school '{lost[0]}', waar ingelezen gegevens aan hangen. "
                f"Die staan er nog; wel bekend: {', '.join(sorted(known))}.",
                f'Zet id = "{lost[0]}" daar terug en herhaal de opdracht; een andere naam geeft u met name.',
            )

    def next_version(self) -> int:
        """The number of the next snapshot or store; numbers are never used twice."""
        begun = [found for path in self.snapshots.glob("*") if (found := UNFINISHED.fullmatch(path.name))]
        taken = [*(int(found[1]) for found in begun), *(int(path.stem.split("-")[0]) for path in self.built())]
        return 1 + max([*taken, *self.stored()], default=0)

    def write_store(self, version: int, store: Store, imports: Sequence[Mapping[str, Any]] = ()) -> None:
        """Writes a new store version; nothing points to it yet. A version that could not be written leaves nothing."""
        folder = self.store_folder(version)
        try:
            write_store(folder, store, imports)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def drop_store(self, version: int) -> None:
        """Takes a store version away again, unless the newest snapshot was built from it."""
        with suppress(WorkspaceError):
            current = self.current()
            if current is None or store_version(current) != version:
                shutil.rmtree(self.store_folder(version), ignore_errors=True)

    def point_to(self, snapshot: Path) -> None:
        """Makes a snapshot the current one in a single step, then drops versions nobody needs any more."""
        sync(snapshot)
        sync_folder(self.snapshots)
        write_whole(self.pointer, f"{snapshot.name}\n".encode())
        with suppress(OSError):  # a file that somebody still reads (Windows) goes at the next import
            self._prune()

    def _prune(self) -> None:
        for unfinished in self.snapshots.glob("*"):
            if UNFINISHED.fullmatch(unfinished.name):
                remove(unfinished)
        for snapshot in self.built()[:-KEPT_SNAPSHOTS]:
            snapshot.unlink()
        used = {store_version(snapshot) for snapshot in self.built()}
        for version in set(self.stored()) - used:
            shutil.rmtree(self.store_folder(version))

    @contextmanager
    def locked(self, wait_seconds: float = 0) -> Iterator[None]:
        """Lets one import or build at a time into the workspace; the second one is told who is busy.

        What is made meanwhile is for its owner only. Raises WorkspaceError when the other is still busy after
        `wait_seconds`.
        """
        private_umask()
        with one_writer(self.path, wait_seconds):
            yield


def remove(path: Path) -> None:
    """Deletes a file, or the folder that DuckDB spills into beside it."""
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def open_workspace(path: Path) -> Workspace:
    """Opens an existing workspace. Raises WorkspaceError when `school.toml` is missing or wrong."""
    finish(path)
    settings = path / "school.toml"
    schools = load_schools(settings)
    for folder in FOLDERS:
        (path / folder).mkdir(mode=0o700, exist_ok=True)
    return Workspace(path, schools, is_demo(settings))


def reopened(path: Path) -> Workspace:
    """`open_workspace`, which reads the settings again only when their time or size changed."""
    try:
        known = (path / "school.toml").stat()
    except (FileNotFoundError, NotADirectoryError):
        return _reopened(path, None)
    return _reopened(path, (known.st_mtime_ns, known.st_size))


@lru_cache(maxsize=16)
def _reopened(path: Path, _changed: tuple[int, int] | None) -> Workspace:
    return open_workspace(path)


def create_workspace(path: Path, school_toml: str) -> Workspace:
    """Makes a new workspace with the given settings. Raises WorkspaceError when there is one already."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (path / "school.toml").open("x", encoding="utf-8") as file:
            path.chmod(0o700)
            file.write(school_toml)
    except FileExistsError:
        raise WorkspaceError(
            f"{path} is al een werkmap.", "Kies een andere map, of pas school.toml daar aan."
        ) from None
    return open_workspace(path)

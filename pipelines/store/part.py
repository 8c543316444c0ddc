"""A part of a workspace: what was imported of one school and the figures built from it, apart from those of other schools.

In `scholen/ID/snapshots` `CURRENT` names the newest snapshot, and the snapshot's name says from which store it was built
(`<snapshot>-<store>.duckdb`): one atomic rename of `CURRENT` moves both, so that a killed import or build leaves the old
state of that school whole. Who looks sees each school old or new, and an import waits for no other school.
"""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import WorkspaceError, in_command
from pipelines.settings.settings import School
from pipelines.store.durable import sync, sync_folder, write_whole
from pipelines.store.folder import Workspace, private_umask, remove
from pipelines.store.lock import PARTS, one_writer
from pipelines.store.stores import Store, empty_store, read_store, write_store

KEPT_SNAPSHOTS = 3
SNAPSHOT = re.compile(r"(\d{6,})-(\d{6,})\.duckdb")
UNFINISHED = re.compile(r"\.(\d{6,})-\d{6,}\.duckdb.*")
STORED = re.compile(r"\d{6,}")
SHOWN = 40


def store_version(snapshot: Path) -> int:
    """The number of the store version that a snapshot was built from."""
    return int(snapshot.stem.split("-")[1])


def school_of(snapshot: Path) -> str:
    """The id of the school that a snapshot is about."""
    return snapshot.parents[1].name


@dataclass(frozen=True)
class Part(Workspace):
    """A workspace as far as one school goes: `schools` is that school, `home` the folder of its store and snapshots."""

    home: Path

    @property
    def id(self) -> str:
        """The id of the school."""
        return self.home.name

    @property
    def snapshots(self) -> Path:
        return self.home / "snapshots"

    @property
    def pointer(self) -> Path:
        return self.snapshots / "CURRENT"

    def summary_of(self, snapshot: str) -> Path:
        """What a board sees of figures of that name (`pipelines.board.summary`); only where there are more schools."""
        return self.home / f"{snapshot.partition('.')[0]}.parquet"

    def command(self, name: str, *words: str) -> str:
        """A command about this school alone, as it is typed."""
        return in_command(name, self.path, *(("--school", self.id) if self.has_others else ()), *words)

    @property
    def has_others(self) -> bool:
        """Whether there are other schools beside it."""
        return self.home.parent.name == PARTS and len([*self.home.parent.iterdir()]) > 1

    def built(self) -> list[Path]:
        """The snapshots that are there, oldest first."""
        found = [path for path in self.snapshots.glob("*") if SNAPSHOT.fullmatch(path.name)]
        return sorted(found, key=lambda path: int(path.stem.split("-")[0]))

    def stored(self) -> list[int]:
        """The numbers of the store versions that were written to the end, or before ends were noted; oldest first."""
        folders = [path for path in (self.home / "store").glob("*") if STORED.fullmatch(path.name) and path.is_dir()]
        return sorted(int(folder.name) for folder in folders)

    def store_folder(self, version: int) -> Path:
        """Where a store version is."""
        return self.home / "store" / f"{version:06d}"

    def current(self) -> Path | None:
        """The newest snapshot, or None before the first import. Raises WorkspaceError when it cannot be told."""
        mend = f"Wat is ingelezen staat er los van. Bouw de cijfers opnieuw op met: {in_command('build', self.path)}"
        try:
            name = self.pointer.read_bytes().decode("ascii", errors="replace").strip()
        except FileNotFoundError:
            # A first import that was killed leaves no line in the log, and one snapshot at most.
            if len(self.built()) > 1 or self._was_logged():
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

        Raises StoreError when they are not as they were written.
        """
        if version is None:
            current = self.current()
            if current is None:
                return empty_store()
            version = store_version(current)
        return read_store(self.store_folder(version))

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

    def _was_logged(self) -> bool:
        """Whether the log knows an import of this school."""
        told = f'"school": "{self.id}"'
        return self.import_log.exists() and told in self.import_log.read_text(encoding="utf-8", errors="replace")

    @contextmanager
    def locked(self, wait_seconds: float = 0) -> Iterator[None]:
        """Lets one import or build at a time into this school; others go on. Raises WorkspaceError as of a workspace."""
        private_umask()
        with one_writer(self.path, wait_seconds, self.id):
            yield


def part_of(workspace: Workspace, school_id: str | None = None) -> Part:
    """The part of a school; without an id that of the only one. Raises UsageError for another, as `school` does."""
    school = workspace.school(school_id)
    return _part(workspace, school)


def parts_of(workspace: Workspace) -> tuple[Part, ...]:
    """The part of each school, in the order of `school.toml`; of a part itself alone.

    Raises WorkspaceError when data hang on a school that is not, or no longer, in that file.
    """
    if isinstance(workspace, Part):
        return (workspace,)
    insist_on_schools(workspace)
    return tuple(_part(workspace, school) for school in workspace.schools)


def narrowed(workspace: Workspace, school_id: str | None) -> Workspace:
    """The part of a school when one is named, else the workspace. Raises UsageError for one that is not there."""
    return workspace if school_id is None else part_of(workspace, school_id)


def parts_there(folder: Path) -> tuple[Part, ...]:
    """The parts that stand in the folder of a workspace, whatever its settings say; sorted."""
    return tuple(Part(folder, (), demo=False, home=home) for home in sorted((folder / PARTS).glob("*/")))


def _part(workspace: Workspace, school: School) -> Part:
    if isinstance(workspace, Part):
        return workspace
    return Part(workspace.path, (school,), workspace.demo, workspace.path / PARTS / school.id)


def insist_on_schools(workspace: Workspace, of: Iterable[str] | None = None) -> None:
    """Raises WorkspaceError when data hang on a school id (`of`, else what stands there) that `school.toml` has not."""
    known = {school.id for school in workspace.schools}
    places = (workspace.path / PARTS).glob("*/store")
    lost = sorted(set(of if of is not None else (place.parent.name for place in places)) - known)
    if known and lost:
        raise WorkspaceError(
            f"In {workspace.path / 'school.toml'} ontbreekt school '{lost[0]}', waar ingelezen gegevens aan hangen. "
            f"Die staan er nog; wel bekend: {', '.join(sorted(known))}.",
            f'Zet id = "{lost[0]}" daar terug en herhaal de opdracht; een andere naam geeft u met name.',
        )

"""The workspace: a folder of the school's with settings, imported data and built snapshots.

`snapshots/CURRENT` names the newest snapshot, and the snapshot's name says from which store it was built
(`<snapshot>-<store>.duckdb`): one atomic rename of `CURRENT` moves both, so that a killed import or build
leaves the old state whole. Everything is readable by its owner only.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from pipelines.errors import UsageError, WorkspaceError
from pipelines.settings import School, is_demo, load_schools

STORE_TABLES: dict[str, dict[str, type[pl.DataType]]] = {
    "registrations": {
        "school": pl.String,
        "source": pl.String,
        "source_id": pl.String,
        "student_id": pl.String,
        "date": pl.Date,
        "hour_from": pl.Int64,
        "hour_to": pl.Int64,
        "code": pl.String,
        "authorised": pl.Boolean,
        "kind": pl.String,
        "subject": pl.String,
        "entered_on": pl.Date,
    },
    "pupils": {
        "school": pl.String,
        "student_id": pl.String,
        "leerling_id": pl.String,
        "roepnaam": pl.String,
        "tussenvoegsel": pl.String,
        "achternaam": pl.String,
        "birth_date": pl.Date,
    },
    "placements": {
        "school": pl.String,
        "student_id": pl.String,
        "klas": pl.String,
        "studie": pl.String,
        "leerjaar": pl.Int64,
        "mentor": pl.String,
        "valid_from": pl.Date,
        "valid_until": pl.Date,
    },
    "codes": {
        "school": pl.String,
        "code": pl.String,
        "description": pl.String,
        "kind": pl.String,
        "authorised": pl.Boolean,
        "luxeverzuim": pl.Boolean,
    },
    "lessons": {
        "school": pl.String,
        "student_id": pl.String,
        "date": pl.Date,
        "lesson_hour": pl.Int64,
        "subject": pl.String,
    },
    "vacations": {"school": pl.String, "name": pl.String, "start": pl.Date, "end": pl.Date},
    "followups": {
        "school": pl.String,
        "source_id": pl.String,
        "student_id": pl.String,
        "date": pl.Date,
        "measure": pl.String,
        "shown": pl.Boolean,
    },
    # moment: of the import that corrected, in UTC.
    "corrections": {
        "school": pl.String,
        "student_id": pl.String,
        "date": pl.Date,
        "hour_from": pl.Int64,
        "old_code": pl.String,
        "new_code": pl.String,
        "kind": pl.String,
        "moment": pl.Datetime,
    },
}
Store = dict[str, pl.DataFrame]
KEPT_SNAPSHOTS = 3


def private_umask() -> None:
    """Makes every file that this process creates readable by its owner only."""
    os.umask(0o077)


def empty_store() -> Store:
    """The store tables without rows."""
    return {name: pl.DataFrame(schema=schema) for name, schema in STORE_TABLES.items()}


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

    def current(self) -> Path | None:
        """The newest snapshot, or None before the first import."""
        try:
            name = self.pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            # A first import that was killed leaves one snapshot at most; more of them had a pointer once.
            if len(list(self.snapshots.glob("[0-9]*.duckdb"))) > 1:
                raise WorkspaceError(
                    f"{self.pointer} ontbreekt, terwijl er al gegevens zijn ingelezen.",
                    f"Zet het terug uit een reservekopie, of zet er de naam in van het nieuwste bestand in {self.snapshots}.",
                ) from None
            return None
        snapshot = self.snapshots / name
        if not snapshot.is_file():
            raise WorkspaceError(
                f"{self.pointer} wijst naar {name}, maar dat bestand is er niet.",
                "Zet het terug uit een reservekopie, of lees de bestanden opnieuw in.",
            )
        return snapshot

    def store(self) -> Store:
        """The imported data behind the newest snapshot."""
        current = self.current()
        if current is None:
            return empty_store()
        folder = self.path / "store" / current.stem.split("-")[1]
        # A table that this version added is not in a store that an older one wrote.
        found = {path.stem: pl.read_parquet(path) for path in folder.glob("*.parquet")}
        return empty_store() | found

    def next_version(self) -> int:
        """The number of the next snapshot or store; numbers are never used twice."""
        taken = [*self.snapshots.glob("*.duckdb"), *(self.path / "store").iterdir()]
        return 1 + max((int(path.stem.lstrip(".").split("-")[0]) for path in taken), default=0)

    def write_store(self, version: int, store: Store) -> None:
        """Writes a new store version; nothing points to it yet."""
        folder = self.path / "store" / f"{version:06d}"
        folder.mkdir(parents=True)
        for name, frame in store.items():
            frame.write_parquet(folder / f"{name}.parquet", compression="zstd")
            _sync(folder / f"{name}.parquet")

    def point_to(self, snapshot: Path) -> None:
        """Makes a snapshot the current one in a single step, then drops versions nobody needs any more."""
        _sync(snapshot)
        new = self.snapshots / ".CURRENT.new"
        new.write_text(snapshot.name + "\n", encoding="utf-8")
        _sync(new)
        new.replace(self.pointer)
        self._prune()

    def _prune(self) -> None:
        for unfinished in self.snapshots.glob(".0*"):
            remove(unfinished)
        snapshots = sorted(self.snapshots.glob("*.duckdb"))
        for old in snapshots[:-KEPT_SNAPSHOTS]:
            old.unlink()
        used = {path.stem.split("-")[1] for path in snapshots[-KEPT_SNAPSHOTS:]}
        for folder in (self.path / "store").iterdir():
            if folder.name not in used:
                for file in folder.iterdir():
                    file.unlink()
                folder.rmdir()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lets one import or build at a time into the workspace; the second one is told who is busy."""
        private_umask()
        with (self.path / "audit" / "lock").open("a+") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                handle.seek(0)
                raise WorkspaceError(
                    f"In {self.path} loopt al een import of opbouw ({handle.read().strip()}).",
                    "Wacht tot die klaar is en probeer het opnieuw.",
                ) from None
            handle.truncate(0)
            who = os.environ.get("USER") or str(os.getuid())
            handle.write(f"{who}, sinds {datetime.now().astimezone():%H:%M} uur, proces {os.getpid()}\n")
            handle.flush()
            try:
                yield
            finally:
                # Nobody is busy any more: a trial run leaves the folder byte for byte as it was.
                handle.truncate(0)


def remove(path: Path) -> None:
    """Deletes a file, or the folder that DuckDB spills into beside it."""
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _sync(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def open_workspace(path: Path) -> Workspace:
    """Opens an existing workspace. Raises WorkspaceError when `school.toml` is missing or wrong."""
    settings = path / "school.toml"
    schools = load_schools(settings)
    for folder in ("store", "snapshots", "audit"):
        (path / folder).mkdir(mode=0o700, exist_ok=True)
    return Workspace(path, schools, is_demo(settings))


def create_workspace(path: Path, school_toml: str) -> Workspace:
    """Makes a new workspace with the given settings. Raises WorkspaceError when there is one already."""
    if (path / "school.toml").exists():
        raise WorkspaceError(f"{path} is al een werkmap.", "Kies een andere map, of pas school.toml daar aan.")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    (path / "school.toml").write_text(school_toml, encoding="utf-8")
    return open_workspace(path)

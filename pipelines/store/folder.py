"""The workspace: a folder of a school or board with settings, notes and logs, and a part for each school in `scholen`.

Everything is readable by its owner only. Files that others put in these folders (`.DS_Store`, `Thumbs.db`) are left alone.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import UsageError
from pipelines.settings.settings import School
from pipelines.store.lock import PARTS, every_writer

FOLDERS = (PARTS, "audit")


def private_umask() -> None:
    """Makes every file that this process creates readable by its owner only."""
    os.umask(0o077)


def open_to_others(now: os.stat_result) -> bool:
    """Whether others may read or write a file or folder; Windows has no such rights: there the user's folder is the border."""
    return os.name == "posix" and bool(now.st_mode & 0o077)


@dataclass(frozen=True)
class Workspace:
    """An opened workspace. Errors: WorkspaceError when the folder or its settings are unusable."""

    path: Path
    schools: tuple[School, ...]
    demo: bool

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

    @contextmanager
    def locked(self, wait_seconds: float = 0) -> Iterator[None]:
        """Lets one writer at a time into the workspace, and none into any school of it; another is told who is busy.

        What is made meanwhile is for its owner only. Raises WorkspaceError when the other is still busy after
        `wait_seconds`.
        """
        private_umask()
        with every_writer(self.path, wait_seconds):
            yield


def remove(path: Path) -> None:
    """Deletes a file, or the folder that DuckDB spills into beside it."""
    shutil.rmtree(path) if path.is_dir() else path.unlink()

"""Whether a workspace can be worked with, in so little that it may be asked all day: yes or no per part, and no figures.

What is large is looked at again only when its files changed. `check` looks at every row, and says in words what is wrong
and what mends it.
"""

import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from pipelines.access.people import load
from pipelines.audit.verify import MOMENT_SECONDS, ends_whole
from pipelines.models.database import is_cut_off
from pipelines.models.reference import school_tables
from pipelines.models.snapshot import Snapshot
from pipelines.notes.file import insist_on_notes, notes_path, opened
from pipelines.notes.notes import code_choices
from pipelines.settings.drafts import known_protocols
from pipelines.store.import_log import imported_files
from pipelines.store.part import parts_of, store_version
from pipelines.store.stores import empty_store, read_store
from pipelines.store.workspace import Workspace, reopened
from protocols.load import load_settings

_MEGABYTE = 1_000_000
# As many as there are schools: a board asks of each in turn.
KEPT = 1024
# Name, time and size of files: what changes when anything is written in them.
Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Health:
    """Per part of a workspace, by its Dutch name, whether it is whole; the moment (UTC) of the last import that changed
    anything: None before the first, or when it cannot be told."""

    parts: Mapping[str, bool]
    last_import: datetime | None

    @property
    def is_whole(self) -> bool:
        return all(self.parts.values())


def health(folder: Path) -> Health:
    """How the workspace in a folder is now. Raises nothing: what cannot be looked at is not whole."""
    parts = {name: _is_whole(part, folder) for name, part in PARTS.items()}
    try:
        return Health(parts, _last_import(reopened(folder)))
    except Exception:  # noqa: BLE001  # what is wrong the parts say
        return Health(parts, None)


def _is_whole(part: Callable[[Workspace], bool], folder: Path) -> bool:
    try:
        return part(reopened(folder))
    except Exception:  # noqa: BLE001  # whatever it is that goes wrong, this part cannot be worked with
        return False


def _stamp(*paths: Path) -> Stamp:
    return tuple((str(path), found.st_mtime_ns, found.st_size) for path in paths if (found := path.stat()))


def _settings(workspace: Workspace) -> bool:
    """Settings that can be read, and make figures."""
    school_tables(workspace.schools, empty_store(), code_choices(workspace), known_protocols(workspace))
    return True


def _table(workspace: Workspace) -> bool:
    """A wrong table lets nobody in."""
    load(workspace)
    return True


def _imported(workspace: Workspace) -> bool:
    found = [(part, current) for part in parts_of(workspace) if (current := part.current())]
    folders = [part.store_folder(store_version(current)) for part, current in found]
    return all(_reads(folder, _stamp(*sorted(folder.iterdir()))) for folder in folders)


@lru_cache(maxsize=KEPT)
def _reads(store: Path, _changed: Stamp) -> bool:
    read_store(store)
    return True


def _figures(workspace: Workspace) -> bool:
    found = {part.id: current for part in parts_of(workspace) if (current := part.current())}
    return all(_opens(school, path, _stamp(path)) for school, path in found.items())


@lru_cache(maxsize=KEPT)
def _opens(school: str, path: Path, _changed: Stamp) -> bool:
    with closing(Snapshot({school: path})) as snapshot:
        return not is_cut_off(snapshot.cursor(), path)


def _notes(workspace: Workspace) -> bool:
    insist_on_notes(workspace)
    if notes_path(workspace).exists():
        with opened(notes_path(workspace), "ro"):
            pass
    return True


def _log(workspace: Workspace) -> bool:
    """What looks odd while somebody writes is right a moment later."""
    if ends_whole(workspace.path):
        return True
    time.sleep(MOMENT_SECONDS)
    return ends_whole(workspace.path)


def _disk(workspace: Workspace) -> bool:
    number = dict(load_settings().select("name", "value").iter_rows())
    return shutil.disk_usage(workspace.path).free >= float(number["disk_free_megabytes"]) * _MEGABYTE


def _last_import(workspace: Workspace) -> datetime | None:
    files = (workspace.import_log, *(part.pointer for part in parts_of(workspace)))
    return _newest(workspace.path, _stamp(*(path for path in files if path.exists())))


@lru_cache(maxsize=4)
def _newest(folder: Path, _changed: Stamp) -> datetime | None:
    found = imported_files(reopened(folder))
    return None if found.is_empty() else found["moment"][0].replace(tzinfo=UTC)


PARTS: Mapping[str, Callable[[Workspace], bool]] = {
    "instellingen": _settings,
    "toegang": _table,
    "ingelezen": _imported,
    "cijfers": _figures,
    "notities": _notes,
    "logboek": _log,
    "schijf": _disk,
}

"""The figures of a school built again from what was imported of it, or of every school of a workspace, one after another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.errors import StoreError, WorkspaceError
from pipelines.models.build import Progress, build_snapshot
from pipelines.store.part import Part, parts_of
from pipelines.store.recovery import imported, salvaged, way_back
from pipelines.store.stores import read_manifest, write_manifest
from pipelines.store.workspace import Workspace, renewed
from pipelines.trouble import in_words
from protocols.errors import VerzuimbeeldError

Said = Callable[[str], object]


def rebuild(
    part: Part, progress: Progress | None = None, version: int | None = None, said: Said | None = None
) -> Path | None:
    """Rebuilds the newest snapshot of a school from the same store, or from an older `version`; None when nothing was
    imported yet.

    Raises and says what `rebuild_locked` does.
    """
    with part.locked():
        return rebuild_locked(part, progress, version, said)


def rebuild_locked(
    part: Part, progress: Progress | None = None, version: int | None = None, said: Said | None = None
) -> Path | None:
    """`rebuild`, for who holds the lock. A store that lost something is restored from a snapshot, and `said` is told.

    Raises StoreError, with the way back, when no snapshot holds the same rows.
    """
    part = renewed(part)  # figures belong to the settings of now
    number = newest_store(part) if version is None else version
    if number is None:
        return None
    folder = part.store_folder(number)
    try:
        store = imported(part, number)
        if read_manifest(folder) is None:
            write_manifest(folder, store)
    except StoreError as error:
        restored = salvaged(part, number)
        if restored is None:
            raise StoreError(error.what, way_back(part, number)) from None
        store, number = restored, part.next_version()
        part.write_store(number, store)
        if said:
            said(f"{error.what.split(':')[0]}: de ingelezen gegevens zijn hersteld uit de opgebouwde cijfers.")
    return build_snapshot(part, store, number, progress)


def newest_store(part: Part) -> int | None:
    """The store version in force; None when nothing was imported yet. Raises StoreError, with the way back, when it is lost."""
    number = part.newest_store()
    if number is None:
        try:
            part.current()
        except WorkspaceError as error:
            raise StoreError(error.what, way_back(part)) from None
    return number


@dataclass(frozen=True)
class Built:
    """What became of the schools of a workspace: whose figures were built, and what kept others from it. The rest has no
    data."""

    schools: tuple[str, ...]
    failed: Mapping[str, VerzuimbeeldError]


def rebuild_all(workspace: Workspace, progress: Progress | None = None, said: Said | None = None) -> Built:
    """Rebuilds every school, one after another; one that cannot be built leaves the others, and its old figures, as they are.

    Raises what went wrong when it is the only school, or went wrong with all that have data.
    """
    built: list[str] = []
    failed: dict[str, VerzuimbeeldError] = {}
    for part in parts_of(workspace):
        try:
            if rebuild(part, progress, said=said):
                built.append(part.id)
        except (VerzuimbeeldError, OSError, duckdb.Error) as error:
            understood = in_words(error, workspace.path)
            if understood is None:
                raise
            failed[part.id] = understood
    if failed and not built:
        raise next(iter(failed.values()))
    return Built(tuple(built), failed)

"""A workspace of before there were parts, which had one store and one database for all schools together.

What was imported of one school moves as it is, with its figures. Of more schools each gets its own rows, and its figures are
built as soon as somebody asks for them; the old folders are set aside. A step that was done is done, and the renaming that
decides is one: whoever opens the workspace after a kill goes on where it stopped.
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import polars as pl

from pipelines.errors import StoreError
from pipelines.store.durable import sync_folder
from pipelines.store.folder import Workspace, private_umask
from pipelines.store.lock import PARTS, every_writer
from pipelines.store.part import Part, insist_on_schools
from pipelines.store.recovery import imported, salvaged
from pipelines.store.stores import Store, read_manifest
from pipelines.store.swap import BEFORE_PARTS
from pipelines.store.unbuilt import leave_unbuilt

STAGED = f".{PARTS}"
# Another command may be parting the same workspace: it takes as long as reading what was imported.
WAIT_SECONDS = 120


def is_older(folder: Path) -> bool:
    """Whether a workspace has the store and figures of all schools in one."""
    return any((folder / name).is_dir() for name in BEFORE_PARTS)


def older(workspace: Workspace) -> Part:
    """What such a workspace holds, as if it were one school."""
    return Part(workspace.path, workspace.schools, workspace.demo, workspace.path)


def part_it(workspace: Workspace) -> None:
    """Gives each school what is its own. Raises WorkspaceError when a school is not in the settings, or somebody is busy, and
    StoreError when what was imported lost something: then nothing has changed."""
    private_umask()
    folder = workspace.path
    (folder / "audit").mkdir(mode=0o700, exist_ok=True)
    with every_writer(folder, WAIT_SECONDS):
        if not is_older(folder):
            return  # somebody else did it meanwhile
        if not _is_decided(folder):
            whole = older(workspace)
            store, begun = _imported(whole), _begun(folder)
            schools = {school for frame in (store or {}).values() for school in frame["school"].unique()}
            insist_on_schools(workspace, schools)
            own = {school.id for school in workspace.schools}
            if begun or (len(own) == 1 and schools <= own):
                _move(folder, begun or next(iter(own)))
                return
            if store is None:
                raise StoreError(
                    f"Wat in {folder} is ingelezen is niet heel, en is daarom niet per school te verdelen. "
                    "Er is niets veranderd.",
                    "Herstel het met de vorige versie van dit programma, of zet een reservekopie terug.",
                )
            _split(whole, store, sorted(schools))
        _set_aside(folder)


def _imported(whole: Part) -> Store | None:
    """What was imported of all schools; None when it lost something, and no figures hold the same."""
    logged = whole.import_log.exists() and whole.import_log.stat().st_size
    version = whole.newest_store()
    if version is None and logged:
        version = max(whole.stored(), default=None)
    if version is None:
        return {}
    try:
        return imported(whole, version)
    except StoreError:
        return salvaged(whole, version)


def _is_decided(folder: Path) -> bool:
    return any((folder / PARTS).glob("*/store"))


def _begun(folder: Path) -> str:
    """The school to which the figures were moved already, if any."""
    return next((place.parent.name for place in (folder / PARTS).glob("*/snapshots")), "")


def _move(folder: Path, school: str) -> None:
    """All that was imported and built is of this school; the store, which decides, comes last."""
    home = folder / PARTS / school
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in BEFORE_PARTS:
        if (folder / name).is_dir():
            (folder / name).rename(home / name)
    sync_folder(home)
    sync_folder(folder)


def _split(whole: Part, store: Store, schools: Sequence[str]) -> None:
    """Writes for each school its rows of what was imported; one renaming puts all of them in place."""
    staged = whole.path / STAGED
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(mode=0o700)
    version, number = whole.newest_store() or max(whole.stored(), default=1), whole.next_version()
    manifest = None
    with suppress(StoreError):
        manifest = read_manifest(whole.store_folder(version))
    for school in schools:
        part = Part(whole.path, (), whole.demo, staged / school)
        lines = [line for line in manifest.imports if line["school"] == school] if manifest else []
        part.write_store(
            version, {name: frame.filter(pl.col("school") == school) for name, frame in store.items()}, lines
        )
        leave_unbuilt(part, number, version)
    shutil.rmtree(whole.path / PARTS, ignore_errors=True)  # nothing is in it yet
    staged.rename(whole.path / PARTS)
    sync_folder(whole.path)


def _set_aside(folder: Path) -> None:
    """Keeps what stood there beside the workspace, as a way back; `vergeten` and `purge` remove it."""
    aside = folder / f"voor-indeling-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    for name in BEFORE_PARTS:
        if (folder / name).is_dir():
            if any((folder / name).iterdir()):
                aside.mkdir(mode=0o700, exist_ok=True)
                (folder / name).rename(aside / name)
            else:
                (folder / name).rmdir()
    sync_folder(folder)

"""Whether a workspace is whole: everything that is wrong with it, what is safe, and the command that mends it.

Looks only, changes nothing, and needs no settings that can be read: a workspace in trouble is what it is for. Only a
`restore` that was decided and stopped halfway is gone on with.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import duckdb

from pipelines.errors import StoreError, WorkspaceError, in_command
from pipelines.models.reference import school_tables
from pipelines.notes.mending import insist_on_whole_notes
from pipelines.notes.notes import code_choices
from pipelines.settings.drafts import known_protocols, readable
from pipelines.settings.settings import is_demo, load_schools
from pipelines.store.folder import FOLDERS, Workspace
from pipelines.store.lock import PARTS
from pipelines.store.part import SNAPSHOT, STORED, UNFINISHED, Part, insist_on_schools, parts_there, store_version
from pipelines.store.parting import is_older, older
from pipelines.store.pending import insist_on_nobody_pending
from pipelines.store.recovery import imported, lost_tables, salvaged, way_back
from pipelines.store.stores import MANIFEST, STORE_TABLES, empty_store
from pipelines.store.swap import finish
from pipelines.trouble import damaged, forbidden, in_words
from protocols.errors import VerzuimbeeldError

Level = Literal["fout", "let op"]
Place = TypeVar("Place", bound=Workspace)
OWN_NAMES = {"CURRENT", ".CURRENT.new", MANIFEST, *(f"{name}.parquet" for name in STORE_TABLES)}
_PARTED_LATER = "Er hoeft niets te gebeuren: de volgende opdracht deelt haar in per school."
LITTER = (".DS_Store", "Thumbs.db", "desktop.ini", "._*")


@dataclass(frozen=True)
class Finding:
    """One thing that was found: `fout` makes a workspace not whole, `let op` does no harm."""

    level: Level
    what: str
    remedy: str


def check(path: Path) -> list[Finding]:
    """What is wrong with a workspace; empty when it is whole. Raises WorkspaceError for a folder that is none."""
    finish(path)
    settings = path / "school.toml"
    found: list[Finding] = []
    try:
        workspace = Workspace(path, load_schools(settings), is_demo(settings))
    except VerzuimbeeldError as error:
        if not settings.exists():
            raise
        found.append(_fault(error))
        workspace = Workspace(path, (), demo=False)
    old = is_older(path)
    there = [folder for folder in FOLDERS if (path / folder).is_dir() or (old and folder == PARTS)]
    if there:  # without any, no command has been here yet
        found += [_fault(_lost_folder(path / folder)) for folder in FOLDERS if folder not in there]
    found += _looked(_out_of_reach, workspace)
    if old:
        found.append(Finding("let op", f"{path} is ingedeeld als in een eerdere versie.", _PARTED_LATER))
    for part in (older(workspace),) if old else parts_there(path):
        for look in (_figures, _stores, _strangers):
            found += _looked(look, part)
    for each in (_schools, _notes, _settings, _protocols, _forgetting):
        found += _looked(each, workspace)
    return list(dict.fromkeys(found))


def _looked(look: Callable[[Place], Iterator[Finding]], workspace: Place) -> Iterator[Finding]:
    try:
        yield from look(workspace)
    except (VerzuimbeeldError, OSError, duckdb.Error) as error:
        understood = in_words(error, workspace.path)
        if understood is None:
            raise
        yield _fault(understood)


def _fault(error: VerzuimbeeldError) -> Finding:
    return Finding("fout", error.what, error.remedy)


def _lost_folder(folder: Path) -> WorkspaceError:
    return WorkspaceError(
        f"De map {folder} ontbreekt.",
        f"Zet haar terug uit een reservekopie; is er nooit iets ingelezen, dan maakt de volgende opdracht haar zelf. "
        f"Anders: {in_command('build', folder.parent)}",
    )


def _out_of_reach(workspace: Workspace) -> Iterator[Finding]:
    for place in (workspace.path, *(workspace.path / folder for folder in FOLDERS), *_homes(workspace)):
        if place.exists() and not os.access(place, os.R_OK | os.W_OK | os.X_OK):
            yield _fault(forbidden(place, workspace.path))


def _homes(workspace: Workspace) -> list[Path]:
    """The folders of the schools, and of what was imported and built of each."""
    homes = [part.home for part in parts_there(workspace.path)]
    return [place for home in homes for place in (home, home / "store", home / "snapshots")]


def _schools(workspace: Workspace) -> Iterator[Finding]:
    """Data of a school that the settings do not know."""
    insist_on_schools(workspace)
    yield from ()


def _figures(part: Part) -> Iterator[Finding]:
    current = part.current()
    if current is None:
        return
    try:
        lost = lost_tables(current, thoroughly=True)
    except duckdb.Error:
        lost = [current.name]
    if lost:
        error = damaged(part.path, current)
        beyond = _beyond_mending(part, store_version(current))
        yield Finding("fout", error.what, beyond.remedy if beyond else error.remedy)


def _beyond_mending(part: Part, version: int) -> Finding | None:
    """What is wrong with a store version of which no snapshot holds the same rows."""
    try:
        imported(part, version)
    except StoreError as error:
        if salvaged(part, version) is None:
            return Finding("fout", error.what, way_back(part, version))
    return None


def _stores(part: Part) -> Iterator[Finding]:
    """The store in force, and older ones that would be a way back."""
    newest = part.newest_store()
    if newest is not None:
        try:
            imported(part, newest)
        except StoreError as error:
            yield _beyond_mending(part, newest) or _fault(error)
    for earlier in sorted({store_version(path) for path in part.built()} - {newest}):
        try:
            imported(part, earlier)
        except StoreError as error:
            yield Finding(
                "let op",
                f"{error.what.split(':')[0]}. Dat is een oudere versie: de cijfers gebruiken haar niet.",
                "Er hoeft niets te gebeuren: zij verdwijnt vanzelf na een paar keer inlezen.",
            )


def _settings(workspace: Workspace) -> Iterator[Finding]:
    """Settings that can be read, and still make no figures."""
    if workspace.schools:
        school_tables(workspace.schools, empty_store(), code_choices(workspace), known_protocols(workspace))
    yield from ()


def _strangers(part: Part) -> Iterator[Finding]:
    top = [*part.home.glob("snapshots/*"), *part.home.glob("store/*")]
    known = (SNAPSHOT, UNFINISHED, STORED)
    odd = [path for path in top if path.name not in OWN_NAMES and not any(each.fullmatch(path.name) for each in known)]
    inside = [path for litter in LITTER for path in part.home.glob(f"store/*/{litter}")]
    for path in sorted({*odd, *inside}):
        yield Finding(
            "let op",
            f"{path} is niet van dit programma. Het doet geen kwaad: het wordt niet gelezen.",
            "Er hoeft niets te gebeuren; u mag het weggooien.",
        )


def _notes(workspace: Workspace) -> Iterator[Finding]:
    insist_on_whole_notes(workspace)
    yield from ()


def _protocols(workspace: Workspace) -> Iterator[Finding]:
    _, wrong = readable(workspace)
    in_force = {school.protocol for school in workspace.schools}
    for name, error in wrong.items():
        yield Finding("fout" if Path(name).stem in in_force else "let op", error.what, error.remedy)


def _forgetting(workspace: Workspace) -> Iterator[Finding]:
    """What was stopped halfway harms nothing, and is gone on with."""
    try:
        insist_on_nobody_pending(workspace.path)
    except WorkspaceError as error:
        yield Finding("let op", error.what, error.remedy)

"""A pupil is forgotten: out of what was imported, the figures, the notes and the logs, and no import brings him or her back.

Each step may be done again, so that whoever runs it after a stop goes on. Earlier versions of the import and of the figures,
and what a restore put aside, are removed as a whole: the only use of those is to go back to where the pupil was.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.audit.events import Actor, Event
from pipelines.audit.log import LOG, record
from pipelines.errors import UsageError, WorkspaceError
from pipelines.keeping.person import NUMBER, Person, called, person
from pipelines.keeping.searched import searched
from pipelines.models.build import Progress, build_snapshot
from pipelines.notes.file import notes_path
from pipelines.notes.one_pupil import FORGOTTEN, numbers_in, take_away
from pipelines.store.durable import write_whole
from pipelines.store.forgotten import LIST, Forgotten, forgotten, remember
from pipelines.store.pending import Pending, begin, done, pending
from pipelines.store.provenance import holds_only_the_demo, mark_demo
from pipelines.store.recovery import imported
from pipelines.store.stores import Store, empty_store
from pipelines.store.swap import ASIDE, STAGED
from pipelines.store.workspace import UNFINISHED, Workspace, remove, store_version

# About staff; and what holds no number or name but as a hash.
NOT_BLOTTED = (LOG, LIST, "toegang.jsonl")


@dataclass(frozen=True)
class Erased:
    """What was taken away: imported rows and rows of the notes; files in which the name or number still stands, because the
    school wrote it there itself; whether the pupil was forgotten before and nothing was left."""

    rows: int
    notes: int
    still: tuple[Path, ...]
    before: bool = False


def forget(
    workspace: Workspace, student_id: str, school_id: str | None, by: str, progress: Progress | None = None
) -> Erased:
    """Forgets a pupil, after who was being forgotten when an earlier run was stopped.

    Raises InputError for a number that nothing is kept of, UsageError without who asks it, WorkspaceError when something
    holds a file or it cannot be written down; what was begun is gone on with at the next run.
    """
    if not by.strip():
        raise UsageError(
            "Er staat niet bij wie dit besloot.", "Geef met --by uw naam of paraaf: die komt in het logboek."
        )
    number = student_id.strip()
    with workspace.locked():
        if begun := pending(workspace.path):
            found = _erase(workspace, Person(**begun.person), progress)  # type: ignore[arg-type]
            if begun.student_id == number:
                return found
        store = imported(workspace) if workspace.newest_store() is not None else empty_store()
        path = notes_path(workspace)
        noted = any(number == each for _, each in numbers_in(path))
        schools = [each.id for each in workspace.schools if school_id in (None, each.id)]
        known = forgotten(workspace.path)
        if not noted and not _own(store, number) and any(known.among(school, [number]) for school in schools):
            return Erased(0, 0, (), before=True)
        who = person(workspace, store, number, school_id, noted)
        record(workspace.path, Event("vergeten", who.school, (number,)), actor=Actor(by.strip()))
        begin(workspace.path, Pending(number, asdict(who), by.strip()))
        return _erase(workspace, who, progress)


def _own(store: Store, number: str) -> bool:
    tables = [frame for frame in store.values() if "student_id" in frame.columns]
    return any(frame.filter(pl.col("student_id") == number).height for frame in tables)


def _erase(workspace: Workspace, who: Person, progress: Progress | None) -> Erased:
    folder = workspace.path
    remember(folder, who.school, who.numbers)
    notes = _from_notes(folder, who)
    _from_logs(folder, who)
    rows = _from_figures(workspace, who, progress)
    # What somebody wrote down meanwhile; from now on the pages do not know the pupil.
    notes += _from_notes(folder, who)
    for path in folder.iterdir():
        if ASIDE.fullmatch(path.name) or path.name == STAGED or path.name.startswith(".notes"):
            remove(path)
    still = tuple(path for path in searched(folder, who) if path.name != "vergeten.bezig")
    done(folder)
    return Erased(rows, notes, still)


def _from_notes(folder: Path, who: Person) -> int:
    """Also out of copies that were kept of the notes; one that cannot be read any more is removed."""
    own, count = folder / "notes.sqlite", 0
    for path in sorted(folder.glob("notes*.sqlite")):
        try:
            found = take_away(path, who.school, who.numbers, who.in_text)
            count += found if path == own else 0
        except WorkspaceError:
            if path == own:
                raise
            path.unlink()
        if path != own:
            for end in ("-wal", "-shm"):
                path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
    return count


def _from_logs(folder: Path, who: Person) -> None:
    for path in sorted((folder / "audit").glob("*.jsonl")):
        if path.name in NOT_BLOTTED:
            continue
        old = path.read_text(encoding="utf-8")
        new = "".join(_blotted_line(line, who) for line in old.splitlines(keepends=True))
        if new != old:
            write_whole(path, new.encode())


def _blotted_line(line: str, who: Person) -> str:
    try:
        found = json.loads(line)
    except ValueError:  # broken off when it was written
        return who.in_text.sub(FORGOTTEN, line)
    new = _blotted(found, who)
    return line if new == found else f"{json.dumps(new, ensure_ascii=False)}\n"


def _blotted(value: Any, who: Person) -> Any:
    if isinstance(value, str):
        return who.in_text.sub(FORGOTTEN, value)
    if isinstance(value, Mapping):
        own = value.get("school") == who.school and value.get(NUMBER) in who.numbers
        return {name: FORGOTTEN if own and name == NUMBER else _blotted(each, who) for name, each in value.items()}
    return [_blotted(each, who) for each in value] if isinstance(value, list) else value


def _from_figures(workspace: Workspace, who: Person, progress: Progress | None) -> int:
    """A new version of the import without the pupil, figures of that, and nothing of any other version; how many rows."""
    version = workspace.newest_store()
    if version is None:
        return 0
    demo = holds_only_the_demo(workspace)
    old = imported(workspace, version)
    new = without(old, [who])
    number = workspace.next_version()
    workspace.write_store(number, new)
    try:
        if demo:
            mark_demo(workspace, number)
        current = build_snapshot(workspace, new, number, progress)
    except BaseException:
        workspace.drop_store(number)
        raise
    for path in [
        *workspace.built(),
        *(each for each in workspace.snapshots.iterdir() if UNFINISHED.fullmatch(each.name)),
    ]:
        if path != current:
            remove(path)
    for other in workspace.stored():
        if other != store_version(current):
            shutil.rmtree(workspace.store_folder(other))
    return sum(old[name].height - new[name].height for name in old)


def without(store: Store, people: list[Person]) -> Store:
    """The imported data without some pupils."""
    gone = pl.DataFrame(
        [(who.school, number) for who in people for number in who.numbers],
        schema={"school": pl.String, "student_id": pl.String},
        orient="row",
    )
    keys = ["school", "student_id"]
    return {
        name: frame.join(gone, on=keys, how="anti", maintain_order="left") if "student_id" in frame.columns else frame
        for name, frame in store.items()
    }


def left_out(workspace: Workspace, version: int | None) -> tuple[int, int | None]:
    """Takes who was forgotten out of a workspace of which no figures are built yet; how many, and the store without them."""
    store = workspace.store(version) if version is not None else empty_store()
    found = [called(store, *each) for each in _recognised(workspace, store, forgotten(workspace.path))]
    for who in found:
        _from_notes(workspace.path, who)
        _from_logs(workspace.path, who)
    if not found or version is None:
        return len(found), version
    demo = (workspace.store_folder(version) / "demo.json").exists()
    number = workspace.next_version()
    workspace.write_store(number, without(store, found))
    if demo:
        mark_demo(workspace, number)
    shutil.rmtree(workspace.store_folder(version))
    return len(found), number


def _recognised(workspace: Workspace, store: Store, known: Forgotten) -> list[tuple[str, str]]:
    """School and number of everybody in the import and the notes who was forgotten, sorted."""
    tables = [frame.select("school", "student_id") for frame in store.values() if "student_id" in frame.columns]
    everybody = {*pl.concat(tables).unique().iter_rows(), *numbers_in(notes_path(workspace))}
    return sorted((school, number) for school, number in everybody if known.among(school, [number]))

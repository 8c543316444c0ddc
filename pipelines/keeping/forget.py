"""A pupil is forgotten: out of what was imported, the figures, the notes and the logs, and no import brings him or her back.

Each step may be done again, so that whoever runs it after a stop goes on. Earlier versions of the import and of the figures,
and what a restore put aside, are removed as a whole: the only use of those is to go back to where the pupil was.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import polars as pl

from pipelines.audit.events import Actor, Event
from pipelines.audit.log import record
from pipelines.errors import UsageError
from pipelines.keeping.person import Person, called, person
from pipelines.keeping.searched import searched
from pipelines.keeping.taking_out import from_aside, from_figures, from_logs, from_notes
from pipelines.models.build import Progress
from pipelines.notes.file import notes_path
from pipelines.notes.one_pupil import numbers_in, take_away
from pipelines.store.forgotten import Forgotten, forgotten, remember
from pipelines.store.part import Part, part_of, parts_of
from pipelines.store.pending import Pending, begin, done, insist_on_nobody_pending, pending
from pipelines.store.provenance import MARK, mark_demo
from pipelines.store.recovery import imported_by_all
from pipelines.store.stores import Store, empty_store
from pipelines.store.workspace import Workspace


@dataclass(frozen=True)
class Erased:
    """What was taken away: imported rows and rows of the notes; files in which the name or number still stands, because the
    school wrote it there itself; whether the pupil was forgotten before and nothing was left."""

    rows: int
    notes: int
    still: tuple[Path, ...]
    before: bool = False


def forget(
    workspace: Workspace,
    student_id: str,
    school_id: str | None,
    by: str,
    progress: Progress | None = None,
    insist: Callable[[], object] = lambda: None,
) -> Erased:
    """Forgets a pupil, after who was being forgotten when an earlier run was stopped.

    `insist` is asked when nobody else writes any more, and raises what keeps it from being done.
    Raises InputError for a number that nothing is kept of, UsageError without who asks it, WorkspaceError when something
    holds a file or it cannot be written down; what was begun is gone on with at the next run.
    """
    if not by.strip():
        raise UsageError(
            "Er staat niet bij wie dit besloot.", "Geef met --by uw naam of paraaf: die komt in het logboek."
        )
    number = student_id.strip()
    with workspace.locked():
        insist()
        if begun := pending(workspace.path):
            found = _erase(workspace, Person(**begun.person), progress)  # type: ignore[arg-type]
            if begun.student_id == number:
                return found
        insist_on_nobody_pending(workspace.path)
        store = imported_by_all(workspace)
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
    notes = from_notes(folder, lambda path: _own_notes(path, who))
    from_logs(folder, [who])
    rows = from_figures(part_of(workspace, who.school), lambda store: without(store, [who]), progress)
    # What somebody wrote down meanwhile; from now on the pages do not know the pupil.
    notes += from_notes(folder, lambda path: _own_notes(path, who))
    from_aside(folder)
    still = tuple(path for path in searched(folder, [who]) if path.name != "vergeten.bezig")
    done(folder)
    return Erased(rows, notes, still)


def _own_notes(path: Path, who: Person) -> int:
    return take_away(path, who.school, who.numbers, who.in_text)


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


def left_out(workspace: Workspace) -> Sequence[Person]:
    """Takes who was forgotten out of a workspace of which no figures are built yet, and every part has one store at most."""
    stores = {part: part.store(number) for part in parts_of(workspace) for number in part.stored()}
    store = {
        name: pl.concat([frame, *(each[name] for each in stores.values())]) for name, frame in empty_store().items()
    }
    found = [called(store, *each) for each in _recognised(workspace, store, forgotten(workspace.path))]
    for who in found:
        from_notes(workspace.path, partial(_own_notes, who=who))
        from_logs(workspace.path, [who])
    for part, own in stores.items():
        if out := [who for who in found if who.school == part.id]:
            _rewrite(part, without(own, out))
    return found


def _rewrite(part: Part, store: Store) -> None:
    [old] = part.stored()
    number = part.next_version()
    part.write_store(number, store)
    if (part.store_folder(old) / MARK).exists():
        mark_demo(part, number)
    shutil.rmtree(part.store_folder(old))


def _recognised(workspace: Workspace, store: Store, known: Forgotten) -> list[tuple[str, str]]:
    """School and number of everybody in the import and the notes who was forgotten, sorted."""
    tables = [frame.select("school", "student_id") for frame in store.values() if "student_id" in frame.columns]
    everybody = {*pl.concat(tables).unique().iter_rows(), *numbers_in(notes_path(workspace))}
    return sorted((school, number) for school, number in everybody if known.among(school, [number]))

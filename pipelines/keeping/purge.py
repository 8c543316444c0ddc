"""What is past its term goes, in one decision of the school; weeks are frozen first, so that figures of other years stay.

Each step may be done again, so that whoever runs it after a stop goes on. As with `vergeten`, earlier versions of the import
and of the figures, and what a restore put aside, are removed as a whole.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from pipelines.audit.events import Actor, Event
from pipelines.audit.log import record
from pipelines.audit.shorten import shorten, years_before
from pipelines.errors import UsageError
from pipelines.keeping.due import Due, due, past, since
from pipelines.keeping.forget import without
from pipelines.keeping.person import Person, any_of
from pipelines.keeping.requests import requests
from pipelines.keeping.searched import searched
from pipelines.keeping.taking_out import from_aside, from_figures, from_logs, from_notes
from pipelines.models.build import Progress
from pipelines.models.snapshot import Snapshot, newest_snapshot, open_snapshot
from pipelines.notes.old_rows import take_old
from pipelines.notes.one_pupil import blot
from pipelines.questions.keeping import weeks_to_freeze
from pipelines.store.part import Part, parts_of
from pipelines.store.pending import PendingPurge, begin, done, insist_on_nobody_pending, pending_purge
from pipelines.store.purged import remember_purged
from pipelines.store.stores import STORE_TABLES, Store
from pipelines.store.workspace import Workspace
from pipelines.viewer import RIGHTS, of_schools

BUSY = "opschonen.bezig"


@dataclass(frozen=True)
class Purged:
    """What was past its term, how many rows of the import, rows of the notes and lines of the log went, and files in which
    the name or number of somebody who left still stands, because the school wrote it there itself."""

    due: Due
    rows: int
    notes: int
    log: int
    still: tuple[Path, ...]


def purge(workspace: Workspace, by: str, progress: Progress | None = None) -> Purged | None:
    """Takes away what is past its term, and goes on with a purge that was stopped; None when there is nothing.

    Raises UsageError without who decided it and while parents wait for what is held of a pupil, WorkspaceError when something
    holds a file, or it cannot be written down.
    """
    if not by.strip():
        raise UsageError(
            "Er staat niet bij wie dit besloot.", "Geef met --by uw naam of paraaf: die komt in het logboek."
        )
    for part in parts_of(workspace):
        newest_snapshot(part)  # before the lock: it may have to be built
    with workspace.locked():
        begun = pending_purge(workspace.path)
        if begun is None:
            insist_on_nobody_pending(workspace.path)
            _insist_on_nobody_waiting(workspace)
        found = due(workspace)
        if begun is None and not found.anything:
            return None
        who = _with(begun, found.people)
        if begun is None:
            for school in workspace.schools:
                count = sum(person.school == school.id for person in who)
                chosen = f"van voor {found.kept_from}"
                record(workspace.path, Event("purge", school.id, count=count, chosen=chosen), actor=Actor(by.strip()))
        begin(workspace.path, PendingPurge([asdict(person) for person in who], by.strip()))
        return _purged(workspace, found, who, by.strip(), progress)


def _insist_on_nobody_waiting(workspace: Workspace) -> None:
    if any(each.kind == "inzage" and not each.is_done for each in requests(workspace)):
        raise UsageError(
            "Een verzoek om inzage is nog niet afgehandeld, en wat het opschonen weghaalt, is niet meer te geven.",
            "Handel het eerst af op de pagina Verzoeken.",
        )


def _with(begun: PendingPurge | None, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Who is taken out, and who was already when the purge was stopped: of them something may stand in notes and logs."""
    if begun is None:
        return people
    now = {(who.school, who.student_id) for who in people}
    before = [Person(**each) for each in begun.people]  # type: ignore[arg-type]
    return (*people, *(who for who in before if (who.school, who.student_id) not in now))


def _purged(workspace: Workspace, found: Due, who: tuple[Person, ...], by: str, progress: Progress | None) -> Purged:
    folder, old = workspace.path, past(workspace, who, found.terms, found.on)
    remember_purged(folder, [(person.school, person.numbers) for person in who])

    def take(path: Path) -> int:
        return take_old(path, old) + (blot(path, any_of(who)) if who else 0)

    notes = from_notes(folder, take)
    from_logs(folder, who)
    rows = sum(_from_part(part, who, found.kept_from, progress) for part in parts_of(workspace))
    # What somebody wrote down meanwhile.
    notes += from_notes(folder, take)
    from_aside(folder)
    log = shorten(folder, years_before(found.on, found.terms.log_years), Actor(by))
    still = tuple(path for path in searched(folder, who) if path.name != BUSY)
    done(folder, PendingPurge)
    return Purged(found, rows, notes, log, still)


def _from_part(part: Part, who: Sequence[Person], kept_from: date, progress: Progress | None) -> int:
    return from_figures(part, lambda store: _purged_store(part, store, who, kept_from), progress)


def _purged_store(part: Part, store: Store, who: Sequence[Person], kept_from: date) -> Store:
    """The import with the weeks before a day frozen, and nobody in them any more."""
    snapshot = open_snapshot(part)
    try:
        frozen = _frozen(snapshot, store, kept_from)
    finally:
        snapshot.close()
    return since(without(frozen, list(who)), kept_from)


def _frozen(snapshot: Snapshot, store: Store, kept_from: date) -> Store:
    """The import with all weeks before a day as figures: those that were frozen before stay as they are."""
    new = dict(store)
    moment = datetime.now(UTC).replace(tzinfo=None)
    for school, (first, _) in snapshot.ranges.items():
        if first >= kept_from:
            continue
        weeks = weeks_to_freeze(snapshot, of_schools(school, rights=RIGHTS), school, kept_from)
        for name, rows in weeks.items():
            own = rows.select(pl.col(column).cast(kind) for column, kind in STORE_TABLES[name].items())
            new[name] = pl.concat([new[name], own])
        before = new["purges"].filter(pl.col("school") == school)["known_from"].to_list()
        line = pl.DataFrame(
            [(school, before[0] if before else first, kept_from, moment)], schema=STORE_TABLES["purges"], orient="row"
        )
        new["purges"] = pl.concat([new["purges"].filter(pl.col("school") != school), line])
    return new

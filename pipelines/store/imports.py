"""Importing files into a workspace: read all, lay them over what there is, store and build; all of it or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.audit.events import Event
from pipelines.audit.log import record, who
from pipelines.audit.shorten import shorten, years_before
from pipelines.errors import StoreError, UsageError, WorkspaceError, in_command
from pipelines.models.build import Progress, build_snapshot
from pipelines.notes.column_layouts import keep_layout, layouts
from pipelines.notes.notes import choose_code, code_choices
from pipelines.readers.header_words import header_digest
from pipelines.readers.here import Read, read_here
from pipelines.settings.file import read_text
from pipelines.settings.settings import School, settings_in
from pipelines.store.forgotten import without_forgotten
from pipelines.store.import_log import add, not_logged
from pipelines.store.leaving import Leaving, leaving
from pipelines.store.own_file import pupils_elsewhere
from pipelines.store.part import Part, insist_on_schools, part_of
from pipelines.store.provenance import mark_demo
from pipelines.store.purged import without_purged
from pipelines.store.recovery import imported, salvaged
from pipelines.store.stores import Store, empty_store
from pipelines.store.trial import FileReport, Trial, asked_for, laid_over, not_usable, on_possible_days
from pipelines.store.workspace import Workspace
from pipelines.today import today
from protocols.errors import VerzuimbeeldError

__all__ = ["CodeChoices", "FileReport", "ImportReport", "import_files"]

Columns = Mapping[Path, Mapping[str, str]]


@dataclass(frozen=True)
class CodeChoices:
    """Categories that somebody gave to codes of the files, from this import on."""

    categories: Mapping[str, str]
    by: str


@dataclass(frozen=True)
class ImportReport:
    """One import: a report per file, the findings in the built snapshot, and whether anything was stored.

    `told` says what of it could not be kept for a next time, or could not be written down; `leaving` who left by a list of
    the whole school.
    """

    files: tuple[FileReport, ...]
    stored: bool
    snapshot: Path | None
    told: tuple[str, ...] = ()
    leaving: Leaving | None = None


def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    school_id: str | None = None,
    kind: str | None = None,
    on_read: Callable[[Path, int, int], None] | None = None,
    on_build: Progress | None = None,
    mapping: Columns | None = None,
    contents: Mapping[Path, bytes] | None = None,
    afresh: bool = False,
    demo: bool = False,
    whole: bool = False,
    codes: CodeChoices | None = None,
    read: Read = read_here,
    left: int | None = None,
) -> ImportReport:
    """Imports files of one school. Raises InputError when a file is refused; then nothing has changed.

    `mapping` gives for a table the header of each field (see `readers.read_file`), which is remembered for the next file
    with that header row; `contents` the bytes of files that stand nowhere on a disk. `afresh` leaves what was imported
    before behind, which is only allowed when that is lost. `demo` says that the files are those of the demo school, which
    only counts for the first import of a workspace. `whole` says that the files hold the whole school: what they no longer
    name is withdrawn, and who is on none of its lists has left; `left` is how many somebody said that is (see `Leaving`).
    `read` reads them: files of anybody in a process of their own (`read_apart`).
    """
    school = workspace.school(school_id)
    moment = datetime.now(UTC)
    part = part_of(workspace, school.id)
    insist_on_schools(workspace)
    known = empty_store() if afresh else imported(part)
    asked = asked_for(workspace, school, paths, kind, mapping, contents, known)
    results = on_possible_days(list(zip(paths, read(asked, on_read), strict=True)), school, known)
    for path, result in results:
        if error := not_usable(path, result):
            raise error
    others = pupils_elsewhere(workspace, school.id)
    with part.locked():
        old = _nothing_left(part) if afresh else imported(part)
        # Here, where nobody can be forgotten meanwhile.
        results = without_forgotten(workspace.path, school.id, results)
        results = without_purged(workspace.path, school.id, old, results)
        trial = laid_over(old, school, results, moment, whole, others)
        for error in trial.elsewhere.values():
            raise error
        gone = leaving(workspace, school, old, trial.store, results, whole)
        if gone:
            gone.insist(left)
        said = record(workspace.path, _event(school, trial.files))
        same = all(trial.store[name].equals(old[name]) for name in trial.store)
        if same and not afresh and not (codes and codes.categories) and part.current() is not None:
            told = (*filter(None, [said]), *_remembered(workspace, school, trial, mapping or {}))
            return ImportReport(trial.files, stored=False, snapshot=part.current(), told=told, leaving=gone)
        with _chosen(workspace, school, codes):
            snapshot = _store(part, school, trial, moment, afresh, demo, on_build)
    told = (*filter(None, [said, _shortened(workspace)]), *_remembered(workspace, school, trial, mapping or {}))
    return ImportReport(trial.files, stored=True, snapshot=snapshot, told=told, leaving=gone)


def _store(
    part: Part, school: School, trial: Trial, moment: datetime, afresh: bool, demo: bool, on_build: Progress | None
) -> Path:
    first = not afresh and part.current() is None
    version = part.next_version()
    lines = _lines(school, trial.files, moment)
    missing = [] if afresh else not_logged(part)
    part.write_store(version, trial.store, lines)
    try:
        if demo and first:
            mark_demo(part, version)
        snapshot = build_snapshot(part, trial.store, version, on_build, part.current())
    except BaseException:
        part.drop_store(version)
        raise
    with suppress(OSError, WorkspaceError):  # the store itself holds these lines too
        add(part, [*missing, *lines])
    return snapshot


@contextmanager
def _chosen(workspace: Workspace, school: School, codes: CodeChoices | None) -> Iterator[None]:
    """Categories chosen for codes, which count from the build inside on; when that fails, what was chosen before counts."""
    if not codes or not codes.categories:
        yield
        return
    rows = code_choices(workspace).filter(pl.col("school") == school.id)
    before = {code: (category, by) for code, category, by in rows.select("code", "category", "chosen_by").iter_rows()}
    for code, category in codes.categories.items():
        choose_code(workspace, school.id, code, category, codes.by)
    try:
        yield
    except BaseException:
        for code in codes.categories:
            choose_code(workspace, school.id, code, *before.get(code, (None, codes.by)))
        raise


def _remembered(workspace: Workspace, school: School, trial: Trial, mapping: Columns) -> tuple[str, ...]:
    """Keeps the columns that were pointed at for the next file with that header row; a sentence when that fails."""
    try:
        known = layouts(workspace, school.id)
        for report in trial.files:
            layout, chosen = header_digest(report.header), mapping.get(report.path)
            if chosen is not None and report.header and chosen != known.get(layout, {}):
                keep_layout(workspace, school.id, layout, chosen)
    except VerzuimbeeldError as error:
        return (f"De keuze van kolommen is niet onthouden. {error.what} {error.remedy}",)
    return ()


def _shortened(workspace: Workspace) -> str:
    """Takes lines of the log away that are past the term of this school; what was done or failed in words, else empty."""
    path = workspace.path / "school.toml"
    years = settings_in(read_text(path), path).retention.log_years
    if years is None:
        return ""
    first = years_before(today(), years)
    try:
        gone = shorten(workspace.path, first, who())
    except (OSError, VerzuimbeeldError) as error:
        return f"Oude regels van het logboek zijn niet verwijderd ({error})."
    return f"Van het logboek zijn {gone} regels van voor {first:%d-%m-%Y} verwijderd." if gone else ""


def _nothing_left(part: Part) -> Store:
    """An empty store to begin again with. Raises UsageError when what was imported before is whole, or can be mended."""
    version = part.newest_store()
    try:
        if version is None:
            part.current()
        else:
            imported(part, version)
    except StoreError:
        if version is None or salvaged(part, version) is None:
            return empty_store()
        raise UsageError(
            "Wat eerder is ingelezen is te herstellen.", f"Doe dat met: {in_command('build', part.path)}"
        ) from None
    except WorkspaceError:
        if version is None:
            return empty_store()
        raise
    raise UsageError("Wat eerder is ingelezen is heel: opnieuw beginnen is niet nodig.", "Laat --afresh weg.")


def _event(school: School, reports: Sequence[FileReport]) -> Event:
    """The import as the log of who did what knows it: which kinds of files, and how many rows."""
    kinds = dict.fromkeys(report.kind for report in reports)
    return Event("import", school.id, count=sum(report.rows_read for report in reports), what=", ".join(kinds))


def _lines(school: School, reports: Sequence[FileReport], moment: datetime) -> list[dict[str, Any]]:
    """One line per imported file: counts only, no pupils."""
    return [
        {
            "moment": moment.isoformat(timespec="microseconds"),
            "school": school.id,
            "file": report.logged_as,
            "kind": report.kind,
            "rows": report.rows_read,
            "new": report.change.new,
            "changed": report.change.changed,
            "withdrawn": report.change.withdrawn,
            "refused": report.refused.height,
        }
        for report in reports
    ]

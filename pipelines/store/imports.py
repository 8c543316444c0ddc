"""Importing files into a workspace: read all, show what changes, store and build; all of it or nothing."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.errors import InputError, StoreError, UsageError, WorkspaceError, in_command
from pipelines.holidays import Vacation
from pipelines.models.build import Progress, build_snapshot
from pipelines.models.timetable import imported_vacations, with_timetable
from pipelines.readers.base import ReadResult
from pipelines.readers.here import Asked, Read, read_here
from pipelines.settings.settings import School
from pipelines.store.code_table import one_lesson_codes
from pipelines.store.file_names import logged_name
from pipelines.store.import_log import add, not_logged
from pipelines.store.in_calendar import in_calendar
from pipelines.store.merge import Change, resolve_pupils, with_people, with_registrations
from pipelines.store.provenance import mark_demo
from pipelines.store.recovery import imported, salvaged
from pipelines.store.stores import Store, empty_store
from pipelines.store.workspace import Workspace
from pipelines.today import today


@dataclass(frozen=True)
class FileReport:
    """What one file held and what storing it changes; `refused` holds row, column, value, reason and remedy.

    `logged_as` is its name without anything that tells who a pupil is.
    """

    path: Path
    logged_as: str
    kind: str
    rows_read: int
    pupils: int
    change: Change
    refused: pl.DataFrame
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class ImportReport:
    """One import: a report per file, the findings in the built snapshot, and whether anything was stored."""

    files: tuple[FileReport, ...]
    stored: bool
    snapshot: Path | None


def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    school_id: str | None = None,
    kind: str | None = None,
    dry_run: bool = False,
    on_read: Callable[[Path, int, int], None] | None = None,
    on_build: Progress | None = None,
    mapping: Mapping[Path, Mapping[str, str]] | None = None,
    contents: Mapping[Path, bytes] | None = None,
    afresh: bool = False,
    demo: bool = False,
    whole: bool = False,
    read: Read = read_here,
) -> ImportReport:
    """Imports files of one school. Raises InputError when a file is refused; then nothing has changed.

    `mapping` gives for a table with headers of its own the header of each field (see `readers.read_file`), `contents`
    the bytes of files that stand nowhere on a disk. `afresh` leaves what was imported before behind, which is only
    allowed when that is lost. `demo` says that the files are those of the demo school, which only counts for the first
    import of a workspace. `whole` says that the files hold the whole school: what they no longer name is withdrawn. `read`
    reads them: files of anybody in a process of their own (`read_apart`).
    """
    school = workspace.school(school_id)
    moment = datetime.now(UTC)
    short, holidays = _told_before(workspace, school, afresh)
    columns, known = mapping or {}, contents or {}
    asked = [Asked(path, kind, columns.get(path), known.get(path), school.lesson_times(), short) for path in paths]
    results = list(zip(paths, read(asked, on_read), strict=True))
    holidays += _brought(results)
    results = [(path, in_calendar(result, school, holidays, today())) for path, result in results]
    for path, result in results:
        _refuse_when_nothing_is_usable(path, result)
    with workspace.locked():
        old = _nothing_left(workspace) if afresh else imported(workspace)
        store, reports = _merge(old, school, results, moment, whole)
        if dry_run:
            return ImportReport(reports, stored=False, snapshot=None)
        same = all(store[name].equals(old[name]) for name in store)
        if same and not afresh and workspace.current() is not None:
            return ImportReport(reports, stored=False, snapshot=workspace.current())
        first = not afresh and workspace.current() is None
        version = workspace.next_version()
        lines = _lines(school, reports, moment)
        missing = [] if afresh else not_logged(workspace)
        workspace.write_store(version, store, lines)
        try:
            if demo and first:
                mark_demo(workspace, version)
            snapshot = build_snapshot(workspace, store, version, on_build)
        except BaseException:
            workspace.drop_store(version)
            raise
        with suppress(OSError):  # the store itself holds these lines too
            add(workspace, [*missing, *lines])
    return ImportReport(reports, stored=True, snapshot=snapshot)


def _told_before(workspace: Workspace, school: School, afresh: bool) -> tuple[frozenset[str], list[Vacation]]:
    """What is known before a file is read: the codes that happen in one lesson, and the holidays that files brought."""
    known = empty_store() if afresh else imported(workspace)
    return one_lesson_codes(workspace, school, known), imported_vacations(school.id, known)


def _nothing_left(workspace: Workspace) -> Store:
    """An empty store to begin again with. Raises UsageError when what was imported before is whole, or can be mended."""
    version = workspace.newest_store()
    try:
        if version is None:
            workspace.current()
        else:
            imported(workspace, version)
    except StoreError:
        if version is None or salvaged(workspace, version) is None:
            return empty_store()
        raise UsageError(
            "Wat eerder is ingelezen is te herstellen.", f"Doe dat met: {in_command('build', workspace.path)}"
        ) from None
    except WorkspaceError:
        if version is None:
            return empty_store()
        raise
    raise UsageError("Wat eerder is ingelezen is heel: opnieuw beginnen is niet nodig.", "Laat --afresh weg.")


def _merge(
    old: Store, school: School, results: Sequence[tuple[Path, ReadResult]], moment: datetime, whole: bool
) -> tuple[Store, tuple[FileReport, ...]]:
    store = dict(old)
    for _, result in results:  # pupils first: registrations are recognised by the numbers of the lists
        store = with_timetable(with_people(store, school.id, result), school.id, result)
    reports = []
    for path, result in results:
        lists = old["pupils"] if result.pupils is not None else store["pupils"]
        _refuse_file_of_another_school(path, result, lists, school)
        store, change = with_registrations(store, school.id, result, moment, whole)
        pupils = result.pupils["student_id"].n_unique() if result.pupils is not None else 0
        logged = logged_name(path.name, (result.registrations, result.pupils, result.placements, result.followups))
        reports.append(
            FileReport(
                path,
                logged,
                result.kind,
                result.rows_read,
                pupils,
                change,
                result.refused,
                (*result.warnings, *change.told),
            )
        )
    return store, tuple(reports)


def _refuse_when_nothing_is_usable(path: Path, result: ReadResult) -> None:
    frames = (
        result.registrations,
        result.pupils,
        result.placements,
        result.codes,
        result.lessons,
        result.vacations,
        result.followups,
    )
    # Pupils and codes that stand in refused rows only are not usable either.
    empty = result.registrations is not None and result.registrations.is_empty()
    every_row = empty and result.refused.height >= result.rows_read > 0
    if result.refused.height and (every_row or not any(frame is not None and frame.height for frame in frames)):
        first = result.refused.row(0, named=True)
        raise InputError(
            f"{path.name}, rij {first['row']}: {first['reason']} Geen enkele rij is bruikbaar.", first["remedy"], path
        )


def _refuse_file_of_another_school(path: Path, result: ReadResult, lists: pl.DataFrame, school: School) -> None:
    """A file of which no pupil is on the school's list belongs elsewhere; a single unknown pupil is a finding."""
    named = result.registrations if result.registrations is not None else result.pupils
    if named is None or not named.height:
        return
    own = lists.filter(pl.col("school") == school.id)
    numbers = resolve_pupils(named, own).select("student_id", "row").unique("student_id", keep="first")
    known = numbers.join(own, on="student_id", how="semi").height
    others = lists.filter(pl.col("school") != school.id)
    elsewhere = numbers.join(others, on="student_id", how="semi").join(own, on="student_id", how="anti").height
    # A file that brings its own pupils may hold nothing but newcomers, unless those are another school's.
    strangers = result.pupils is None and known == 0
    if (own.height and (strangers or elsewhere > known)) or (result.pupils is None and elsewhere > known):
        first = numbers.sort("row").row(0, named=True)
        raise InputError(
            f"{path.name}, rij {first['row']}: leerling {first['student_id']} en de anderen in dit bestand staan niet"
            f" op de leerlingenlijst van school '{school.id}'.",
            "Hoort het bestand bij een andere school, kies die met --school; lees anders eerst de leerlingenlijst in.",
            path,
        )


def _brought(results: Sequence[tuple[Path, ReadResult]]) -> list[Vacation]:
    """The holidays that the files of this import bring themselves."""
    frames = [result.vacations for _, result in results if result.vacations is not None]
    return [Vacation(*row) for frame in frames for row in frame.select("name", "start", "end").iter_rows()]


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

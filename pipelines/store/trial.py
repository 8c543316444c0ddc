"""Files laid over what was imported before, without storing anything: what an import does and a preview shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from pipelines.errors import InputError
from pipelines.holidays import Vacation
from pipelines.models.timetable import imported_vacations, with_timetable
from pipelines.notes.column_layouts import layouts
from pipelines.readers.base import ReadResult
from pipelines.readers.here import Asked
from pipelines.settings.settings import School
from pipelines.store.code_table import one_lesson_codes
from pipelines.store.file_names import logged_name
from pipelines.store.in_calendar import in_calendar
from pipelines.store.list_stays import joined, list_day, with_lists
from pipelines.store.merge import Change, resolve_pupils, with_people, with_registrations
from pipelines.store.own_file import NOBODY, of_this_school
from pipelines.store.stores import Store
from pipelines.store.workspace import Workspace
from pipelines.today import today

FIRST_ROWS = 5
Results = Sequence[tuple[Path, ReadResult]]


@dataclass(frozen=True)
class FileReport:
    """What one file held and what storing it changes; `refused` holds row, column, value, reason and remedy.

    `logged_as` is its name without anything that tells who a pupil is. Of a table `columns` gives field -> header,
    `unused` the headers that were not read, `header` all of them, `applied` the columns that were chosen for such a file
    before. `sample` are the first rows of what it holds most.
    """

    path: Path
    logged_as: str
    kind: str
    rows_read: int
    pupils: int
    new_pupils: int
    change: Change
    refused: pl.DataFrame
    warnings: tuple[str, ...]
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    header: tuple[str, ...]
    applied: Mapping[str, str]
    sample: pl.DataFrame


@dataclass(frozen=True)
class Trial:
    """The store with the files laid over it, a report per file, and the files that do not belong here."""

    store: Store
    files: tuple[FileReport, ...]
    elsewhere: Mapping[Path, InputError]


def asked_for(
    workspace: Workspace,
    school: School,
    paths: Sequence[Path],
    kind: str | None,
    mapping: Mapping[Path, Mapping[str, str]] | None,
    contents: Mapping[Path, bytes] | None,
    known: Store,
) -> list[Asked]:
    """The files with all that reading them needs to know of the school, and the columns chosen for such files before."""
    short, remembered = one_lesson_codes(workspace, school, known), layouts(workspace, school.id)
    chosen, data = mapping or {}, contents or {}
    return [
        Asked(path, kind, chosen.get(path), data.get(path), school.lesson_times(), short, remembered) for path in paths
    ]


def on_possible_days(results: Results, school: School, known: Store) -> list[tuple[Path, ReadResult]]:
    """The results with rows on impossible days refused, by the holidays known before and those that the files bring."""
    frames = [result.vacations for _, result in results if result.vacations is not None]
    brought = [Vacation(*row) for frame in frames for row in frame.select("name", "start", "end").iter_rows()]
    holidays = imported_vacations(school.id, known) + brought
    return [(path, in_calendar(result, school, holidays, today())) for path, result in results]


def laid_over(
    old: Store, school: School, results: Results, moment: datetime, whole: bool, others: pl.DataFrame = NOBODY
) -> Trial:
    """The files laid over the store in their order; one whose pupils are another school's is left out, and named.

    `others` are the pupils of the other schools, see `pupils_elsewhere`.
    """
    store = dict(old)
    for path, result in results:  # pupils first: registrations are recognised by the numbers of the lists
        store = with_lists(store, school.id, result, list_day(path, result, today()), whole)
        store = with_timetable(with_people(store, school.id, result), school.id, result)
    store["list_stays"] = joined(store["list_stays"])
    reports, elsewhere = [], {}
    for path, result in results:
        lists = old["pupils"] if result.pupils is not None else store["pupils"]
        try:
            told = of_this_school(path, result, lists, others, store["registrations"], school)
        except InputError as error:
            elsewhere[path] = error
            continue
        store, change = with_registrations(store, school.id, result, moment, whole)
        reports.append(_report(path, result, change, old["pupils"].filter(pl.col("school") == school.id), told))
    return Trial(store, tuple(reports), elsewhere)


def _report(path: Path, result: ReadResult, change: Change, known: pl.DataFrame, told: tuple[str, ...]) -> FileReport:
    named = (result.registrations, result.pupils, result.placements, result.followups)
    about = (result.registrations, result.placements, result.pupils, result.codes, result.vacations)
    frames = [frame for frame in about if frame is not None]
    pupils = resolve_pupils(result.pupils, known).unique("student_id") if result.pupils is not None else known.clear()
    return FileReport(
        path,
        logged_name(path.name, named),
        result.kind,
        result.rows_read,
        pupils.height,
        pupils.join(known, on="student_id", how="anti").height,
        change,
        result.refused,
        (*result.warnings, *told, *change.told),
        result.columns,
        _not_read(result),
        result.header,
        result.applied,
        next((frame for frame in frames if frame.height), pl.DataFrame()).head(FIRST_ROWS),
    )


def _not_read(result: ReadResult) -> tuple[str, ...]:
    """The headers of which no column was read, those of empty columns too; days or hours as columns are all read."""
    used = set(result.columns.values())
    empty = [name for name in result.header if name not in used] if used <= set(result.header) else []
    return tuple(dict.fromkeys((*empty, *result.unused)))


def not_usable(path: Path, result: ReadResult) -> InputError | None:
    """Why a file of which every row is refused is no import; None for a file with something of use."""
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
        return InputError(
            f"{path.name}, rij {first['row']}: {first['reason']} Geen enkele rij is bruikbaar.", first["remedy"], path
        )
    return None

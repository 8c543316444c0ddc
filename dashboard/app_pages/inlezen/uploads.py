"""Files from a browser: looked at, shown, imported and thrown away; nothing of them stays outside the workspace."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import streamlit as st

from dashboard import access
from dashboard.app_pages.inlezen import shapes
from dashboard.app_pages.inlezen.received import Upload, by_path
from dashboard.building import building
from pipelines.columns import REQUIRED, header_row, likely_columns
from pipelines.errors import UsageError
from pipelines.models.snapshot import Snapshot
from pipelines.notes.notes import remember_columns, remembered_columns
from pipelines.questions.findings import findings
from pipelines.readers import READERS
from pipelines.readers.apart import heads_apart, look_apart, read_apart
from pipelines.readers.here import Asked, Refused
from pipelines.readers.lesson_clock import LessonTimes
from pipelines.store.code_table import one_lesson_codes
from pipelines.store.imports import ImportReport, import_files
from pipelines.store.stores import empty_store
from pipelines.store.workspace import Workspace, private_umask
from pipelines.trouble import in_words
from pipelines.viewer import of_schools
from protocols.errors import VerzuimbeeldError

TITLES = {reader.kind: reader.title for reader in READERS}
# What a column of a school's own table can stand for; without the first three there is no registration.
FIELDS = {
    "student_id": "Leerlingnummer",
    "date": "Datum",
    "code": "Code",
    "hour_from": "Lesuur",
    "hour_to": "Laatste lesuur",
    "klas": "Klas",
    "authorised": "Geoorloofd (ja/nee)",
    "roepnaam": "Roepnaam",
    "tussenvoegsel": "Tussenvoegsel",
    "achternaam": "Achternaam",
    "last_date": "Laatste dag (t/m)",
    "begin_time": "Begintijd",
    "end_time": "Eindtijd",
    "amount": "Aantal lesuren",
    "ignored": "Niet lezen",
}
READING_SHARE = 0.4
SHOWN_SECONDS = 600
# Field -> header; as sorted pairs where it is part of the key of a cache.
Columns = Mapping[str, str]
PlainColumns = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Look:
    """One file before the import: what it was recognised as, its first rows in Dutch, or why it is refused.

    `headers` are the columns of a table whose headers the program does not know, `likely` the header that each field
    probably has.
    """

    digest: str
    name: str
    title: str
    sample: pl.DataFrame
    problem: str
    remedy: str
    headers: tuple[str, ...]
    likely: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What an import does or did: a row per file, the refused rows, sentences that ask for attention, or a problem."""

    files: pl.DataFrame
    refused: pl.DataFrame
    attention: tuple[str, ...]
    problem: str
    stored: bool


def enough(chosen: Columns) -> bool:
    """Whether a choice of columns (field -> header) makes registrations: no field missing, no header used twice."""
    return set(REQUIRED) <= set(chosen) and len(set(chosen.values())) == len(chosen)


def needed(field: str) -> bool:
    """Whether a table without this field holds no registrations."""
    return field in REQUIRED


def look(school: str, uploads: Sequence[Upload], columns: Mapping[str, Columns]) -> list[Look]:
    """What each file is; `columns` gives field -> header for a table (by its `digest`) with headers of its own."""
    remembered = remembered_columns(access.workspace(), school)
    times = access.workspace().school(school).lesson_times()
    short = tuple(sorted(one_lesson_codes(access.workspace(), access.workspace().school(school), empty_store())))
    looks = [_look(u.digest, u.name, _plain(columns.get(u.digest)), times, short, u) for u in uploads]
    return [replace(found, likely=likely_columns(found.headers, remembered)) for found in looks]


def rehearse(school: str, uploads: Sequence[Upload], columns: Mapping[str, Columns]) -> Outcome:
    """What importing the files would change, without changing anything."""
    files = tuple((u.digest, u.name, _plain(columns.get(u.digest))) for u in uploads)
    workspace = access.workspace()
    state = (str(workspace.current()), school)
    try:
        _insist_on_rights(school)
        return _rehearse(str(workspace.path), state, files, workspace, uploads)
    except VerzuimbeeldError as error:
        return _refusal(_said(error))


def store(
    school: str, uploads: Sequence[Upload], columns: Mapping[str, Columns], progress: Callable[[float, str], object]
) -> Outcome:
    """Imports the files: all of them, or nothing at all and a problem that says so."""
    workspace = access.workspace()
    try:
        _insist_on_rights(school)
        private_umask()
        contents = by_path(uploads)
        paths = list(contents)
        report = import_files(
            workspace,
            paths,
            school,
            on_read=_reading(paths, progress),
            on_build=building(progress, READING_SHARE),
            mapping=_by_path(uploads, paths, columns),
            contents=contents,
            read=read_apart,
        )
    except Exception as error:  # noqa: BLE001  # whatever broke, the user has to know that nothing changed
        understood = in_words(error, workspace.path)
        if understood:
            return _refusal(f"{_said(understood)} Er is niets veranderd.")
        return _refusal(
            f"Het inlezen is onverwacht gestopt ({type(error).__name__}). Er is niets veranderd. "
            "Controleer of er ruimte is op de schijf en probeer het opnieuw."
        )
    outcome = _outcome(report, school)
    try:
        for chosen in columns.values():
            remember_columns(workspace, school, {header: field for field, header in chosen.items()})
    except VerzuimbeeldError as error:
        return replace(
            outcome, attention=(f"De keuze van kolommen is niet onthouden. {_said(error)}", *outcome.attention)
        )
    return outcome


def _insist_on_rights(school: str) -> None:
    if school not in access.schools():
        raise UsageError("U heeft geen rechten op deze school.", "Vraag de verzuimcoördinator om in te lezen.")


def _said(error: VerzuimbeeldError) -> str:
    return f"{error.what} {error.remedy}"


def _plain(columns: Columns | None) -> PlainColumns:
    return tuple(sorted((columns or {}).items()))


@st.cache_data(max_entries=16, ttl=SHOWN_SECONDS, show_spinner="Bestand bekijken")
def _look(
    content: str, name: str, columns: PlainColumns, lesson_times: LessonTimes, short: tuple[str, ...], _upload: Upload
) -> Look:
    asked = Asked(Path(name), None, dict(columns) or None, _upload.data, lesson_times, frozenset(short))
    result = look_apart([asked])[0]
    if isinstance(result, Refused):
        error = result.error
        return Look(content, name, "", pl.DataFrame(), error.what, error.remedy, header_row(result.head), {})
    # A table that was read by the user's own choice of columns can be chosen again.
    headers = header_row(heads_apart([asked])[0]) if columns else ()
    return Look(content, name, TITLES[result.kind], shapes.first_rows(result), "", "", headers, {})


@st.cache_data(max_entries=8, ttl=SHOWN_SECONDS, show_spinner="Nagaan wat er verandert")
def _rehearse(
    path: str,
    state: tuple[str, str],
    files: tuple[tuple[str, str, PlainColumns], ...],
    _workspace: Workspace,
    _uploads: Sequence[Upload],
) -> Outcome:
    columns = {digest: dict(chosen) for digest, _, chosen in files if chosen}
    contents = by_path(_uploads)
    mapping = _by_path(_uploads, list(contents), columns)
    report = import_files(
        _workspace, list(contents), state[1], dry_run=True, mapping=mapping, contents=contents, read=read_apart
    )
    return _outcome(report, state[1])


def _by_path(uploads: Sequence[Upload], paths: Sequence[Path], columns: Mapping[str, Columns]) -> dict[Path, Columns]:
    return {path: columns[u.digest] for u, path in zip(uploads, paths, strict=True) if u.digest in columns}


def _reading(paths: Sequence[Path], progress: Callable[[float, str], object]) -> Callable[[Path, int, int], None]:
    def on_read(path: Path, done: int, total: int) -> None:
        whole = (paths.index(path) + done / max(total, 1)) / len(paths)
        progress(READING_SHARE * min(whole, 1.0), f"{path.name} lezen")

    return on_read


def _outcome(report: ImportReport, school: str) -> Outcome:
    attention = [f"{file.path.name}: {warning}" for file in report.files for warning in file.warnings]
    if report.stored and report.snapshot:
        snapshot = Snapshot(report.snapshot)
        attention += findings(snapshot, of_schools(school))
        snapshot.close()
    return Outcome(shapes.changes(report.files), shapes.refused(report.files), tuple(attention), "", report.stored)


def _refusal(problem: str) -> Outcome:
    return Outcome(pl.DataFrame(), pl.DataFrame(), (), problem, stored=False)

"""Files from a browser: looked at, shown, imported and thrown away; nothing of them stays outside the workspace."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import streamlit as st

from dashboard import access
from dashboard.app_pages.inlezen import plans, shapes
from dashboard.app_pages.inlezen.columns import Columns
from dashboard.app_pages.inlezen.plans import Plan
from dashboard.app_pages.inlezen.received import Upload, by_path
from dashboard.building import building
from dashboard.retention import due_line
from pipelines.errors import UsageError
from pipelines.models.fingerprint import fingerprint
from pipelines.models.snapshot import Snapshot
from pipelines.notes.file import files_state
from pipelines.notes.notes import remembered_columns
from pipelines.questions.findings import findings
from pipelines.readers.apart import look_apart, read_apart
from pipelines.store.imports import CodeChoices, ImportReport, import_files
from pipelines.store.leaving import sentences
from pipelines.store.part import part_of
from pipelines.store.preview import preview
from pipelines.store.workspace import Workspace, private_umask
from pipelines.trouble import in_words
from pipelines.viewer import of_schools
from protocols.errors import VerzuimbeeldError

READING_SHARE = 0.4
SHOWN_SECONDS = 600
# Digest of a file -> what was chosen for its columns; as sorted pairs where it is part of the key of a cache.
Chosen = Mapping[str, Columns]
PlainColumns = tuple[tuple[str, str], ...] | None


@dataclass(frozen=True)
class Outcome:
    """What an import did: a row per file, the refused rows, sentences that ask for attention, or a problem."""

    files: pl.DataFrame
    refused: pl.DataFrame
    attention: tuple[str, ...]
    problem: str
    stored: bool


def rehearse(school: str, uploads: Sequence[Upload], columns: Chosen, whole: bool = False) -> Plan:
    """What the files are and what importing them would change, without changing anything."""
    workspace = access.workspace()
    try:
        _insist_on_rights(school)
        files = tuple((u.digest, u.name, _plain(columns.get(u.digest))) for u in uploads)
        part = part_of(workspace, school)
        state = (str(part.current()), fingerprint(part), files_state(workspace))
        named = _names_pupils(school)
        return _rehearse(str(workspace.path), school, state, files, whole, named, workspace, uploads)
    except VerzuimbeeldError as error:
        return plans.refusal(_said(error))


def store(
    school: str,
    uploads: Sequence[Upload],
    columns: Chosen,
    progress: Callable[[float, str], object],
    whole: bool = False,
    codes: Mapping[str, str] | None = None,
    left: int | None = None,
) -> Outcome:
    """Imports the files, with categories for their codes: all of it, or nothing at all and a problem that says so.

    `left` is how many pupils somebody said have left the school.
    """
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
            whole=whole,
            codes=CodeChoices(codes or {}, access.decides()),
            read=read_apart,
            left=left,
        )
    except Exception as error:  # noqa: BLE001  # whatever broke, the user has to know that nothing changed
        understood = in_words(error, workspace.path)
        if understood:
            return _refusal(f"{_said(understood)} Er is niets veranderd.")
        return _refusal(
            f"Het inlezen is onverwacht gestopt ({type(error).__name__}). Er is niets veranderd. "
            "Controleer of er ruimte is op de schijf en probeer het opnieuw."
        )
    return _outcome(report, school, workspace)


def _insist_on_rights(school: str) -> None:
    if school not in access.schools():
        raise UsageError("U heeft geen rechten op deze school.", "Vraag de verzuimcoördinator om in te lezen.")


def _names_pupils(school: str) -> bool:
    """Whether who looks may see the names of pupils who are in none of the files."""
    viewer = access.viewer(access.workspace())
    return viewer.sees_whole(school) and not viewer.only_tasks


def _said(error: VerzuimbeeldError) -> str:
    return f"{error.what} {error.remedy}"


def _plain(columns: Columns | None) -> PlainColumns:
    return None if columns is None else tuple(sorted(columns.items()))


@st.cache_data(max_entries=8, ttl=SHOWN_SECONDS, show_spinner="Nagaan wat erin staat en wat er verandert")
def _rehearse(
    path: str,
    school: str,
    state: tuple[str, str, tuple[tuple[int, int], ...]],
    files: tuple[tuple[str, str, PlainColumns], ...],
    whole: bool,
    named: bool,
    _workspace: Workspace,
    _uploads: Sequence[Upload],
) -> Plan:
    contents = by_path(_uploads)
    paths = list(contents)
    columns = {digest: dict(chosen) for digest, _, chosen in files if chosen is not None}
    found = preview(
        _workspace,
        paths,
        school,
        mapping=_by_path(_uploads, paths, columns),
        contents=contents,
        whole=whole,
        look=look_apart,
    )
    digests = {path: upload.digest for path, upload in zip(paths, _uploads, strict=True)}
    fixed = {code.code for code in _workspace.school(school).code}
    return plans.plan_of(found, digests, remembered_columns(_workspace, school), fixed, named)


def _by_path(uploads: Sequence[Upload], paths: Sequence[Path], columns: Chosen) -> dict[Path, Columns]:
    return {path: columns[u.digest] for u, path in zip(uploads, paths, strict=True) if u.digest in columns}


def _reading(paths: Sequence[Path], progress: Callable[[float, str], object]) -> Callable[[Path, int, int], None]:
    def on_read(path: Path, done: int, total: int) -> None:
        whole = (paths.index(path) + done / max(total, 1)) / len(paths)
        progress(READING_SHARE * min(whole, 1.0), f"{path.name} lezen")

    return on_read


def _outcome(report: ImportReport, school: str, workspace: Workspace) -> Outcome:
    attention = [f"{file.path.name}: {warning}" for file in report.files for warning in file.warnings]
    attention += report.told
    attention += sentences(report.leaving, _names_pupils(school)) if report.leaving else ()
    if report.stored and report.snapshot:
        snapshot = Snapshot({school: report.snapshot})
        attention += findings(snapshot, of_schools(school))
        snapshot.close()
        attention += filter(None, [due_line(part_of(workspace, school))])
    return Outcome(shapes.changes(report.files), shapes.refused(report.files), tuple(attention), "", report.stored)


def _refusal(problem: str) -> Outcome:
    return Outcome(pl.DataFrame(), pl.DataFrame(), (), problem, stored=False)

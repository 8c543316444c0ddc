"""What importing files would do, worked out against what there is without storing anything: one answer for page and command."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.models.build import empty_model, load, run_aside
from pipelines.models.database import connect, fetch
from pipelines.models.model import models
from pipelines.models.reference import protocol_tables, school_tables
from pipelines.notes.notes import code_choices
from pipelines.questions.code_findings import CodeFinding, code_findings
from pipelines.questions.findings import other_findings
from pipelines.questions.macros import add_macros
from pipelines.readers.base import ReadResult
from pipelines.readers.here import Look, Refused, look_here
from pipelines.readers.table import Row
from pipelines.settings.drafts import known_protocols
from pipelines.settings.settings import School
from pipelines.store.forgotten import without_forgotten
from pipelines.store.leaving import Leaving, leaving
from pipelines.store.merge import resolve_pupils
from pipelines.store.own_file import pupils_elsewhere
from pipelines.store.part import part_of
from pipelines.store.purged import without_purged
from pipelines.store.recovery import imported
from pipelines.store.stores import Store
from pipelines.store.trial import FileReport, asked_for, laid_over, not_usable, on_possible_days
from pipelines.store.workspace import Workspace
from pipelines.viewer import of_schools
from protocols.errors import VerzuimbeeldError

# What tells of codes, klassen and days without lessons.
MODELS = frozenset({"stg_code", "stg_left", "stg_placement", "stg_registration", "int_whole_day", "mart_finding"})
_SAME = ["school", "student_id", "date", "hour_from", "hour_to", "code"]


@dataclass(frozen=True)
class RefusedFile:
    """A file that would stop the import; `head` are its first rows when it is a table, to choose its columns from."""

    path: Path
    error: VerzuimbeeldError
    head: tuple[Row, ...]


@dataclass(frozen=True)
class Preview:
    """What an import would do: a report per file that can be read, the files that are refused, and what asks attention.

    `codes` are the codes of these files that ask for a decision or that the source maps; `findings` a sentence per kind
    of finding (`SENTENCES`) about the registrations of these files; `without_klas` the numbers of their pupils who have no
    klas; `leaving` who leaves by a list of the whole school. As long as a file is refused nothing can be imported.
    """

    files: tuple[FileReport, ...]
    refused: tuple[RefusedFile, ...]
    codes: tuple[CodeFinding, ...]
    findings: Mapping[str, str]
    without_klas: tuple[str, ...]
    leaving: Leaving | None

    @property
    def usable(self) -> bool:
        """Whether the files can be imported."""
        return bool(self.files) and not self.refused


def preview(
    workspace: Workspace,
    paths: Sequence[Path],
    school_id: str | None = None,
    kind: str | None = None,
    on_read: Callable[[Path, int, int], None] | None = None,
    mapping: Mapping[Path, Mapping[str, str]] | None = None,
    contents: Mapping[Path, bytes] | None = None,
    whole: bool = False,
    look: Look = look_here,
) -> Preview:
    """What `import_files` would do with the same arguments; nothing is stored, and an import may run meanwhile.

    Raises UsageError for a school that is not there, WorkspaceError for a workspace that is not whole.
    """
    school = workspace.school(school_id)
    old = imported(part_of(workspace, school.id))
    asked = asked_for(workspace, school, paths, kind, mapping, contents, old)
    found = list(zip(paths, look(asked, on_read), strict=True))
    refused = [RefusedFile(path, one.error, one.head) for path, one in found if isinstance(one, Refused)]
    results = on_possible_days([(path, one) for path, one in found if isinstance(one, ReadResult)], school, old)
    wrong = {path: error for path, result in results if (error := not_usable(path, result))}
    results = [(path, result) for path, result in results if path not in wrong]
    results = without_forgotten(workspace.path, school.id, results)
    results = without_purged(workspace.path, school.id, old, results)
    trial = laid_over(old, school, results, datetime.now(UTC), whole, pupils_elsewhere(workspace, school.id))
    refused += [RefusedFile(path, error, ()) for path, error in {**wrong, **trial.elsewhere}.items()]
    kept = [result for path, result in results if path not in trial.elsewhere]
    own = {name: frame.filter(pl.col("school") == school.id) for name, frame in trial.store.items()}
    pupils, rows = _of_these_files(own, kept)
    codes: tuple[CodeFinding, ...] = ()
    findings: Mapping[str, str] = {}
    if rows.height:
        with _counted(workspace, school, own | {"registrations": rows}) as counted:
            codes = code_findings(counted, of_schools(school.id))
            findings = other_findings(counted, of_schools(school.id))
    left = leaving(workspace, school, old, trial.store, results, whole)
    return Preview(trial.files, tuple(refused), codes, findings, _without_klas(own, pupils), left)


def _of_these_files(store: Store, results: Sequence[ReadResult]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The pupils whom the files name, and their registrations as the store would hold them.

    A file that tells only what codes mean is about all registrations of the school.
    """
    frames = [resolve_pupils(r.registrations, store["pupils"]) for r in results if r.registrations is not None]
    rows = pl.concat(frames) if frames else None
    numbers = [frame.select("student_id") for frame in frames]
    numbers += [r.pupils.select("student_id") for r in results if r.pupils is not None]
    pupils = pl.concat(numbers).unique() if numbers else pl.DataFrame(schema={"student_id": pl.String})
    if rows is None:
        meant = any(r.codes is not None for r in results)
        return pupils, store["registrations"] if meant else store["registrations"].clear()
    same = [name for name in _SAME if name != "school"]
    return pupils, store["registrations"].join(rows.select(same).unique(), on=same, how="semi", nulls_equal=True)


def _without_klas(store: Store, pupils: pl.DataFrame) -> tuple[str, ...]:
    placed = store["placements"].filter(pl.col("klas").is_not_null())
    return tuple(pupils.join(placed, on="student_id", how="anti").drop_nulls()["student_id"].sort())


@dataclass(frozen=True)
class _Counted:
    """The tables that tell what is wrong, for some registrations of one school, in memory."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> pl.DataFrame:
        return fetch(self.connection, sql, values)


@contextmanager
def _counted(workspace: Workspace, school: School, store: Store) -> Iterator[_Counted]:
    """Runs the models of a build that say what is wrong, on these rows only: no rule stands anywhere twice."""
    protocols = known_protocols(workspace)
    with connect(":memory:") as connection:
        load(connection, {f"raw_{name[:-1]}": frame for name, frame in store.items()})
        load(connection, protocol_tables(protocols))
        load(connection, school_tables([school], store, code_choices(workspace), protocols))
        for each in models():  # the macros of the questions want all tables to be there
            if each.table in MODELS:
                run_aside(connection, each)
            else:
                empty_model(connection, each)
        add_macros(connection)
        yield _Counted(connection)

"""Builds an immutable snapshot from the store: loads the tables, runs the models, holds them against their headers."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb
import polars as pl

from pipelines.board.summary import Noted, noted_of, summarise
from pipelines.errors import WorkspaceError
from pipelines.models.database import NO_LIMITS, Limits, connect, fetch, row_counts, table_names
from pipelines.models.earlier_years import COMPARED, EarlierYears, earlier_years
from pipelines.models.fingerprint import fingerprint
from pipelines.models.model import Model, models
from pipelines.models.program import program_version, rules_fingerprint
from pipelines.models.reference import protocol_tables, school_tables
from pipelines.models.run_model import run_model
from pipelines.notes.appointments import noted
from pipelines.notes.marks import tasks_done
from pipelines.notes.notes import code_choices
from pipelines.settings.drafts import known_protocols
from pipelines.store.durable import sync
from pipelines.store.folder import remove
from pipelines.store.part import Part
from pipelines.store.recovery import lost_tables
from pipelines.store.stores import Store
from pipelines.trouble import full, is_damage
from protocols.load import load_settings
from protocols.schema import Protocol

Progress = Callable[[int, int, str], None]
# The model whose rows the pattern test asks for; the models after it join its outcome.
PATTERNS_AFTER = "int_spell_trait"


def load(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    """Writes polars frames as tables."""
    for name, frame in frames.items():
        connection.register("incoming", frame.to_arrow())
        connection.execute(f'create table "{name}" as select * from incoming')  # names are ours
        connection.unregister("incoming")


def add_rows(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Adds the rows of a model to the table of its name in schema `draft`."""
    connection.execute(f"insert into draft.{model.table} {model.sql}").fetchall()


def run_aside(connection: duckdb.DuckDBPyConnection, model: Model, kind: Literal["table", "view"] = "table") -> None:
    """Makes a model anew for this connection only, in place of a table of its name; the build holds it against its header."""
    connection.execute(f"create or replace temp {kind} {model.table} as {model.sql}").fetchall()


def empty_model(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Makes the table of a model without rows."""
    columns = ", ".join(f"{column.name} {column.type}" for column in model.columns)
    connection.execute(f"create table {model.table} ({columns})")


def view_model(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Makes a model a view in schema `draft`: its rows are worked out whenever they are asked for."""
    connection.execute(f"create view draft.{model.table} as {model.sql}")


def refill(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """Replaces the rows of an existing table by those of a frame."""
    connection.register("incoming", frame.to_arrow())
    connection.execute(f"delete from {name}").fetchall()
    connection.execute(f"insert into {name} by name select * from incoming").fetchall()
    connection.unregister("incoming")


def pattern_flags(connection: duckdb.DuckDBPyConnection, years: EarlierYears | None = None) -> pl.DataFrame:
    """One row per pupil and school year with a notable sick pattern: since when and which (see `first_flags`).

    With `years` those of the school years that it takes over are as they were.
    """
    # Loads scipy, which only a build needs: every command imports this module.
    from pipelines.models.pattern_table import first_flags, levels

    settings = dict(load_settings().select("name", "value").iter_rows())
    if not years:
        return first_flags(fetch(connection, f"select * from {PATTERNS_AFTER}"), levels(settings))
    since = {"since": years.since}
    rows = fetch(connection, f"select * from {PATTERNS_AFTER} where spell_start >= $since", since)
    kept = fetch(connection, "select * from earlier.ref_pattern where date < $since", since)
    return pl.concat([kept, first_flags(rows, levels(settings))])


@dataclass(frozen=True)
class Given:
    """What people decided of a school, beside what was imported: read by who holds the lock, for whoever builds the figures.

    `made_with` is the fingerprint of all that they are made with, `rules` that of the program. `noted` is for the summary that
    a board sees; None for a school by itself.
    """

    made_with: str
    rules: str
    appointments: pl.DataFrame
    marks: pl.DataFrame
    choices: pl.DataFrame
    protocols: Mapping[str, Protocol]
    noted: Noted | None


def given(part: Part) -> Given:
    """What people decided of a school up to now."""
    made_with = fingerprint(part)  # before anything is read: who changes it meanwhile gets another build
    steps = noted_of(part) if part.has_others else None
    return Given(
        made_with, rules_fingerprint(), noted(part), tasks_done(part), code_choices(part), known_protocols(part), steps
    )


def fill(
    connection: duckdb.DuckDBPyConnection,
    part: Part,
    store: Store,
    decided: Given,
    progress: Progress | None = None,
    before: Path | None = None,
) -> None:
    """Loads the store and the reference tables, then runs every model; see `build_snapshot` for `before`."""
    load(connection, {f"raw_{name[:-1]}": frame for name, frame in store.items()})
    load(connection, {"raw_appointment": decided.appointments, "raw_mark": decided.marks})
    load(connection, protocol_tables(decided.protocols))
    load(connection, school_tables(part.schools, store, decided.choices, decided.protocols))
    made = pl.DataFrame({"fingerprint": [decided.made_with], "program": [program_version()]})
    load(connection, {"ref_build": made})
    ordered = models()
    with earlier_years(connection, before, decided.made_with) as years:
        if years:
            for table in sorted(COMPARED.keys() - {model.table for model in ordered}):
                years.compare(table)
        for number, model in enumerate(ordered, 1):
            run_model(connection, model, years)
            if years:
                years.compare(model.table)
            if model.table == PATTERNS_AFTER:
                load(connection, {"ref_pattern": pattern_flags(connection, years)})
            if progress:
                progress(number, len(ordered), model.table)


def build_snapshot(
    part: Part, store: Store, version: int, progress: Progress | None = None, before: Path | None = None
) -> Path:
    """Builds a new snapshot of a store version and makes it the current one. The caller holds the lock.

    School years in which nothing differs from the snapshot `before` are taken over from it (see `earlier_years`).
    Raises OSError or duckdb.Error when the disk does not take it; then the current one stays.
    """
    decided = given(part)
    with begun(part, version) as unfinished:
        try:
            write_figures(unfinished, part, store, decided, progress=progress, before=before)
        except duckdb.Error as error:
            if before is None or not is_damage(error):
                raise
            remove(unfinished)
            write_figures(unfinished, part, store, decided, progress=progress)
        return put_in_force(part, unfinished)


@contextmanager
def begun(part: Part, version: int) -> Iterator[Path]:
    """Where the next snapshot of a store version is written until it is whole; nothing of it is left there afterwards."""
    name = f".{part.next_version():06d}-{version:06d}.duckdb"
    part.snapshots.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield part.snapshots / name
    finally:
        for leftover in part.snapshots.glob(f"{name}*"):
            remove(leftover)


def write_figures(
    unfinished: Path,
    part: Part,
    store: Store,
    decided: Given,
    limits: Limits = NO_LIMITS,
    progress: Progress | None = None,
    before: Path | None = None,
) -> None:
    """Writes the figures of a school to a new file, whole and on the disk. Raises as `build_snapshot`."""
    with connect(unfinished, limits=limits) as connection:
        fill(connection, part, store, decided, progress, before)
        load(connection, {"ref_table": _counted(connection)})
        # Closing writes the rest as well, but says nothing when the disk does not take it.
        connection.execute("checkpoint")
    if lost_tables(unfinished) or unfinished.with_name(f"{unfinished.name}.wal").exists():
        raise full(part.path)
    sync(unfinished)
    if decided.noted:
        found = summarise(unfinished, part, decided.noted, decided.made_with, _named(unfinished))
        found.write_parquet(_summary_of(unfinished))
        sync(_summary_of(unfinished))


def put_in_force(part: Part, unfinished: Path) -> Path:
    """Makes figures that were written whole the current ones, under their name."""
    snapshot = part.snapshots / _named(unfinished)
    summary = part.summary_of(snapshot.name)
    try:
        if _summary_of(unfinished).exists():
            _summary_of(unfinished).rename(summary)
        unfinished.rename(snapshot)
        part.point_to(snapshot)
        for other in part.home.glob("*.parquet"):
            if other != summary:
                other.unlink()
    except BaseException:
        _drop_unless_current(part, snapshot)
        raise
    return snapshot


def _named(unfinished: Path) -> str:
    """What figures are called once they are in force."""
    return f"{unfinished.name[1:].partition('.')[0]}.duckdb"


def _summary_of(unfinished: Path) -> Path:
    return unfinished.with_name(f"{unfinished.name}.summary")


def _drop_unless_current(part: Part, snapshot: Path) -> None:
    with suppress(WorkspaceError, OSError):
        if part.current() != snapshot:
            snapshot.unlink(missing_ok=True)


def _counted(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row per table of a database: its name and how many rows it has."""
    rows = row_counts(connection, table_names(connection))
    return pl.DataFrame(list(rows.items()), schema={"table_name": pl.String, "rows": pl.Int64}, orient="row")

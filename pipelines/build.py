"""Builds an immutable snapshot from the store: loads the tables, runs the models, holds them against their headers."""

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import polars as pl

from pipelines.drafts import known_protocols
from pipelines.models import Model, ModelError, fingerprint, models
from pipelines.notes import code_choices
from pipelines.reference import protocol_tables, school_tables
from pipelines.workspace import Store, Workspace, remove
from protocols.load import load_settings

Progress = Callable[[int, int, str], None]
STORAGE = "v1.5.0"
# DuckDB warns that `fetch` copies the rows of an answer once more; a second plan of the question costs far more.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result")
# The model whose rows the pattern test asks for; the models after it join its outcome.
PATTERNS_AFTER = "int_spell_trait"


def connect(path: Path | str, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection that fetches nothing from outside; new files open in older DuckDB versions too."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    if not read_only:
        settings["storage_compatibility_version"] = STORAGE
    return duckdb.connect(str(path), read_only=read_only, config=settings)


def fetch(connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, object] | None = None) -> pl.DataFrame:
    """The rows of a static query with bound values.

    `execute` and not `sql`, which plans a statement twice: once for its columns and once for its rows.
    """
    return pl.DataFrame(connection.execute(sql, values).to_arrow_table())


def load(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    """Writes polars frames as tables."""
    for name, frame in frames.items():
        connection.register("incoming", frame.to_arrow())
        connection.execute(f'create table "{name}" as select * from incoming')  # names are ours
        connection.unregister("incoming")


def run_model(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Creates one table. Raises ModelError when columns differ from the header or a check returns rows."""
    connection.execute(f"create table {model.table} as {model.sql}")
    real = [(str(row[0]), str(row[1])) for row in connection.execute(f"describe {model.table}").fetchall()]
    documented = [(column.name, column.type) for column in model.columns]
    if real != documented:
        raise ModelError(f"{model.table}: documented {documented}, built {real}")
    for meaning, sql in model.checks:
        failing = connection.execute(sql).fetchmany(3)
        if failing:
            raise ModelError(f"{model.table}: '{meaning}' fails, e.g. {failing}")


def add_rows(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Adds the rows of a model to the table of its name in schema `draft`."""
    connection.execute(f"insert into draft.{model.table} {model.sql}").fetchall()


def view_model(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Makes a model a view in schema `draft`: its rows are worked out whenever they are asked for."""
    connection.execute(f"create view draft.{model.table} as {model.sql}")


def refill(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """Replaces the rows of an existing table by those of a frame."""
    connection.register("incoming", frame.to_arrow())
    connection.execute(f"delete from {name}").fetchall()
    connection.execute(f"insert into {name} by name select * from incoming").fetchall()
    connection.unregister("incoming")


def pattern_flags(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row per pupil and school year with a notable sick pattern: since when and which (see `first_flags`)."""
    # Loads scipy, which only a build needs: every command imports this module.
    from pipelines.patterns import first_flags, levels

    settings = dict(load_settings().select("name", "value").iter_rows())
    rows = fetch(connection, f"select * from {PATTERNS_AFTER}")
    return first_flags(rows, levels(settings))


def fill(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, store: Store, progress: Progress | None = None
) -> None:
    """Loads the store and the reference tables, then runs every model."""
    load(connection, {f"raw_{name[:-1]}": frame for name, frame in store.items()})
    protocols = known_protocols(workspace)
    load(connection, protocol_tables(protocols))
    load(connection, school_tables(workspace.schools, store, code_choices(workspace), protocols))
    load(connection, {"ref_build": pl.DataFrame({"fingerprint": [fingerprint()]})})
    ordered = models()
    for number, model in enumerate(ordered, 1):
        run_model(connection, model)
        if model.table == PATTERNS_AFTER:
            load(connection, {"ref_pattern": pattern_flags(connection)})
        if progress:
            progress(number, len(ordered), model.table)


def build_snapshot(workspace: Workspace, store: Store, store_version: int, progress: Progress | None = None) -> Path:
    """Builds a new snapshot of a store version and makes it the current one. The caller holds the lock."""
    version = workspace.next_version()
    name = f"{version:06d}-{store_version:06d}.duckdb"
    unfinished = workspace.snapshots / f".{name}"
    try:
        with connect(unfinished) as connection:
            fill(connection, workspace, store, progress)
        snapshot = unfinished.rename(workspace.snapshots / name)
    finally:
        for leftover in workspace.snapshots.glob(f".{name}*"):
            remove(leftover)
    workspace.point_to(snapshot)
    return snapshot


def rebuild(workspace: Workspace, progress: Progress | None = None) -> Path | None:
    """Rebuilds the newest snapshot from the same store; None when nothing was imported yet."""
    with workspace.locked():
        current = workspace.current()
        if current is None:
            return None
        return build_snapshot(workspace, workspace.store(), int(current.stem.split("-")[1]), progress)

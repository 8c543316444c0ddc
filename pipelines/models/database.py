"""Connections to DuckDB and questions to them; nothing is fetched from outside."""

import warnings
from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

STORAGE = "v1.5.0"
# DuckDB warns that `fetch` copies the rows of an answer once more; a second plan of the question costs far more.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result")


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


def table_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of a database, sorted."""
    return [str(row[0]) for row in connection.execute("select table_name from duckdb_tables() order by 1").fetchall()]


def row_count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows a table has."""
    return int(connection.table(table).count("*").fetchall()[0][0])


def is_cut_off(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Whether the file of a database is shorter than the database: opening it shows nothing of that."""
    block_size, blocks = fetch(connection, "pragma database_size").select("block_size", "total_blocks").row(0)
    return path.stat().st_size < int(block_size) * int(blocks)

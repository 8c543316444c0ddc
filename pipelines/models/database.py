"""Connections to DuckDB and questions to them; nothing is fetched from outside."""

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import polars as pl

STORAGE = "v1.5.0"
# DuckDB warns that `fetch` copies the rows of an answer once more; a second plan of the question costs far more.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result")


# How much of the computer a connection may take: threads, and memory as DuckDB writes it. What does not fit goes to the disk.
Limits = Mapping[str, str | int]
NO_LIMITS: Limits = {}


def connect(path: Path | str, read_only: bool = False, limits: Limits = NO_LIMITS) -> duckdb.DuckDBPyConnection:
    """A connection that fetches nothing from outside; new files open in older DuckDB versions too."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        **limits,
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


def row_counts(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> dict[str, int]:
    """How many rows each of these tables has, in one question: to plan one a table takes longer than to count.

    Raises duckdb.Error when one of them cannot be read.
    """
    if not tables:
        return {}
    sql = " union all ".join(["select ?, count(*) from query_table(?)"] * len(tables))
    return dict(connection.execute(sql, [name for table in tables for name in (table, table)]).fetchall())


SIZE = "select block_size, total_blocks from pragma_database_size() where total_blocks > 0"


def is_cut_off(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Whether the file of a database is shorter than the database: opening it shows nothing of that."""
    block_size, blocks = fetch(connection, SIZE).row(0)
    return path.stat().st_size < int(block_size) * int(blocks)

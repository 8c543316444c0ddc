"""Built snapshots beside the macros of the questions, read-only, and one look at one for who writes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.models.database import connect, fetch
from pipelines.questions.question import Rows, add_macros

# Our questions name their tables in an order that serves: to look for a better one takes a third of the time of a large
# question (the work list of a mentor 282 ms of processor, without it 184), and finds none that pays for it.
AS_WRITTEN = "set disabled_optimizers = 'join_order'"
# Where a name of a table is looked for: what a cursor made itself, then the snapshot.
TABLES = "set search_path = 'memory.main,snap.main'"


# The tables of a snapshot, and whether they say of which school a row is.
TABLES_OF = """
select table_name, bool_or(column_name = 'school') as by_school
from duckdb_columns()
where database_name = $database and schema_name = 'main' and not internal
group by table_name
order by table_name
"""


def attached(*paths: Path) -> duckdb.DuckDBPyConnection:
    """A connection in memory with the macros, and beside it the read-only file of a school.

    Of more schools each table is a view on the rows of all; a table that says nothing of a school (rules, words) is that of
    the first: one program built them with the same rules, or they do not fit.
    """
    root = connect(":memory:")
    if len(paths) == 1:
        root.execute("attach $path as snap (read_only)", {"path": str(paths[0])})
    else:
        _attach_all(root, paths)
    root.execute(TABLES)
    root.execute(AS_WRITTEN)
    add_macros(root)
    return root


def _attach_all(root: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> None:
    names = [f"school_{number}" for number in range(len(paths))]
    for name, path in zip(names, paths, strict=True):
        root.execute(f"attach $path as {name} (read_only)", {"path": str(path)})  # names are ours
    root.execute("attach ':memory:' as snap")
    for table, by_school in root.execute(TABLES_OF, {"database": names[0]}).fetchall():
        rows = " union all by name ".join(f'from {name}.main."{table}"' for name in (names if by_school else names[:1]))
        root.execute(f'create view snap.main."{table}" as {rows}')


@contextmanager
def one_look(path: Path) -> Iterator[Rows]:
    """The snapshot in a file for as long as the block lasts, without what was noted after it was built."""
    root = attached(path)
    try:
        yield _Look(root)
    finally:
        root.close()


class _Look:
    def __init__(self, root: duckdb.DuckDBPyConnection) -> None:
        self._root = root

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """Runs one of our static queries with bound values."""
        return fetch(self._root, sql, values)

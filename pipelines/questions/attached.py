"""Built snapshots beside the macros of the questions, read-only, and one look at one for who writes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.models.database import connect, fetch
from pipelines.models.together import attach_all
from pipelines.questions.macros import add_macros
from pipelines.questions.question import Rows

# Our questions name their tables in an order that serves: to look for a better one takes a third of the time of a large
# question (the work list of a mentor 282 ms of processor, without it 184), and finds none that pays for it.
AS_WRITTEN = "set disabled_optimizers = 'join_order'"
# The tables are small: what a second thread shortens it costs double, and the other processor answers somebody else.
ONE_THREAD = "set threads = 1"
# Where a name of a table is looked for: what a cursor made itself, then the snapshot.
TABLES = "set search_path = 'memory.main,snap.main'"


def attached(*paths: Path) -> duckdb.DuckDBPyConnection:
    """A connection in memory with the macros, and beside it the read-only file of a school.

    Of more schools each table is a view on the rows of all; a table that says nothing of a school (rules, words) is that of
    the first: one program built them with the same rules, or they do not fit.
    """
    root = connect(":memory:")
    if len(paths) == 1:
        root.execute("attach $path as snap (read_only)", {"path": str(paths[0])})
    else:
        attach_all(root, paths)
    root.execute(TABLES)
    root.execute(AS_WRITTEN)
    root.execute(ONE_THREAD)
    add_macros(root)
    return root


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

"""The snapshots of several schools asked as if they were one."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

# The tables of a snapshot, and whether they say of which school a row is.
TABLES_OF = """
select table_name, bool_or(column_name = 'school') as by_school
from duckdb_columns()
where database_name = $database and schema_name = 'main' and not internal
group by table_name
order by table_name
"""


def attach_all(root: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> None:
    """Attaches snapshots read-only, and in their place a database `snap` with a view for each of their tables."""
    names = [f"school_{number}" for number in range(len(paths))]
    for name, path in zip(names, paths, strict=True):
        root.execute(f"attach $path as {name} (read_only)", {"path": str(path)})  # names are ours
    root.execute("attach ':memory:' as snap")
    for table, by_school in root.execute(TABLES_OF, {"database": names[0]}).fetchall():
        rows = " union all by name ".join(f'from {name}.main."{table}"' for name in (names if by_school else names[:1]))
        root.execute(f'create view snap.main."{table}" as {rows}')

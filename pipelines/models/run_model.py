"""Makes the table of one model and holds it against its header."""

import duckdb

from pipelines.models.earlier_years import EarlierYears
from pipelines.models.model import Model, ModelError


def run_model(connection: duckdb.DuckDBPyConnection, model: Model, years: EarlierYears | None = None) -> None:
    """Creates one table; with `years` a model by school year takes over what it can.

    Raises ModelError when columns differ from the header, rows repeat or a check returns some.
    """
    if years and years.fresh(model):
        # Rows of before passed when they were made, and none of them is of the same school year as a new one.
        _hold(connection, model, "fresh")
        years.lay(model)
    else:
        connection.execute(f"create table {model.table} as {model.sql}")
        _hold(connection, model, model.table)
    for meaning, sql in model.checks:
        failing = connection.execute(sql).fetchmany(3)
        if failing:
            raise ModelError(f"{model.table}: '{meaning}' fails, e.g. {failing}")


def _hold(connection: duckdb.DuckDBPyConnection, model: Model, table: str) -> None:
    real = [(str(row[0]), str(row[1])) for row in connection.execute(f"describe {table}").fetchall()]
    documented = [(column.name, column.type) for column in model.columns]
    if real != documented:
        raise ModelError(f"{model.table}: documented {documented}, built {real}")
    if repeated := _repeated(connection, model, table):
        raise ModelError(f"{model.table}: more rows than one with the same {', '.join(model.grain)}, e.g. {repeated}")


def _repeated(connection: duckdb.DuckDBPyConnection, model: Model, table: str) -> list[tuple[object, ...]]:
    """A few of the keys that stand more than once in a table; a null is like a null."""
    if not model.grain:
        return []
    grain = ", ".join(model.grain)
    # Rows whose hashes all differ all differ; counting those costs a third of grouping by the columns themselves.
    found = connection.execute(f"select count(*) - count(distinct hash({grain})) from {table}").fetchall()
    if found == [(0,)]:
        return []
    keys = f"select {grain} from {table} group by {grain} having count(*) > 1"
    return connection.execute(keys).fetchmany(3)

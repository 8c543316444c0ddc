"""No two rows of a table are alike in the columns of its grain: the build refuses a table in which they are."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace

import duckdb
import pytest

from pipelines.models.database import connect, row_counts
from pipelines.models.model import Model, ModelError, model, models, parse_model
from pipelines.models.run_model import run_model
from pipelines.store.part import part_of
from tests.pipelines.histories import make_workspace, table

HEADER = "-- table: t\n-- row: one lesson\n-- grain: a, b\n-- source: nowhere\n"
COLUMNS = "-- column: a | INTEGER | a number\n-- column: b | VARCHAR | a text\n-- column: c | INTEGER | a number\n"
SELECT = "select a, cast(b as varchar) as b, c from (values {}) as given(a, b, c)"
VALUES = {
    "VARCHAR": ("'a'", "'b'"),
    "BIGINT": ("1", "2"),
    "DOUBLE": ("0.5", "1.5"),
    "BOOLEAN": ("true", "false"),
    "DATE": ("'2026-09-01'", "'2026-09-02'"),
}
# What counts, and what stands on the worklist: where a row too many is a figure too high.
CORE = (
    "stg_code",
    "stg_placement",
    "int_slot",
    "int_set_day",
    "int_spell_day",
    "int_contribution",
    "int_counter_day",
    "int_group_reached",
    "int_norm_day",
    "int_norm_window",
    "mart_stage_reached",
    "int_recurrence",
    "mart_action",
    "mart_pupil_day",
    "mart_missed_hour",
    "mart_week",
    "mart_student",
)
WITH_GRAIN = [each for each in models() if each.grain]


@pytest.fixture
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory."""
    with connect(":memory:") as connection:
        yield connection


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables of a small school, to write in."""
    folder = tmp_path_factory.mktemp("korrel")
    lates = "\n".join(f"1 | 2026-09-{day:02} | 1 | laat" for day in (1, 2, 3, 7, 8))
    rows = table(f"{lates}\n2 | 2026-09-08 | 1-6 | ziek\n3 | 2026-09-09 | 1-3 | weg")
    workspace = make_workspace(folder, rows, protocol="leerlingenbureau-2020")
    current = part_of(workspace).current()
    assert current
    shutil.copy(current, folder / "copy.duckdb")
    with connect(folder / "copy.duckdb") as connection:
        yield connection


def built_of(connection: duckdb.DuckDBPyConnection, given: Model, rows: Sequence[Sequence[str]]) -> None:
    """Runs a model with these rows in place of its own, and without its other checks."""
    lines = [
        "select "
        + ", ".join(f"cast({value} as {c.type}) as {c.name}" for value, c in zip(row, given.columns, strict=True))
        for row in rows
    ]
    run_model(connection, replace(given, sql=" union all ".join(lines), checks=()))


@pytest.mark.parametrize(
    ("rows", "repeated"),
    [
        ("(1, 'x', 1), (1, 'y', 1), (2, 'x', 1)", None),
        ("(1, 'x', 1), (2, 'x', 1), (1, 'x', 2)", r"\[\(1, 'x'\)\]"),
        ("(1, null, 1), (2, null, 1), (null, null, 1)", None),
        ("(1, null, 1), (1, null, 2)", r"\[\(1, None\)\]"),
    ],
)
def test_rows_alike_in_the_grain_are_refused(empty: duckdb.DuckDBPyConnection, rows: str, repeated: str | None) -> None:
    given = parse_model(HEADER + COLUMNS + SELECT.format(rows), "t")
    if repeated is None:
        run_model(empty, given)
    else:
        with pytest.raises(ModelError, match=rf"^t: more rows than one with the same a, b, e\.g\. {repeated}$"):
            run_model(empty, given)


def test_where_rows_may_be_alike_the_model_says_why(empty: duckdb.DuckDBPyConnection) -> None:
    text = (HEADER + COLUMNS).replace("a, b\n", "none | they may\n")
    run_model(empty, parse_model(text + SELECT.format("(1, 'x', 1), (1, 'x', 1)"), "t"))
    assert [each.table for each in models() if not each.grain] == ["stg_registration"]


@pytest.mark.parametrize("given", WITH_GRAIN, ids=lambda given: given.table)
def test_a_doubled_row_is_refused_in_every_model(empty: duckdb.DuckDBPyConnection, given: Model) -> None:
    row = [VALUES[column.type][0] for column in given.columns]
    # The columns outside the grain do not make two rows of one.
    other = [VALUES[column.type][column.name not in given.grain] for column in given.columns]
    with pytest.raises(ModelError, match=f"^{given.table}: more rows than one"):
        built_of(empty, given, [row, other])


@pytest.mark.parametrize("given", WITH_GRAIN, ids=lambda given: given.table)
def test_every_column_of_a_grain_tells_rows_apart(empty: duckdb.DuckDBPyConnection, given: Model) -> None:
    for name in given.grain:
        rows = [[VALUES[c.type][c.name == name and second] for c in given.columns] for second in (False, True)]
        built_of(empty, given, rows)
        empty.execute(f"drop table {given.table}")


@pytest.mark.parametrize("name", CORE)
def test_the_counting_core_does_not_stand_a_row_twice(built: duckdb.DuckDBPyConnection, name: str) -> None:
    given = model(name)
    assert row_counts(built, [name])[name]
    built.execute("begin")
    built.execute(f"drop table {name}")
    doubled = f"select * from ({given.sql}) as rows union all (select * from ({given.sql}) as rows limit 1)"
    try:
        with pytest.raises(ModelError, match=f"^{name}: more rows than one with the same (school|counter)"):
            run_model(built, replace(given, sql=doubled))
    finally:
        built.execute("rollback")

"""The models hold what their headers say, and stay inside the SQL that other engines run too."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from pipelines.models.database import connect
from pipelines.models.model import FOLDER, Model, ModelError, models, parse_model
from pipelines.models.run_model import run_model
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.question import FOLDER as QUESTIONS, Question
from tests.pipelines.every_question import questions
from tests.pipelines.histories import make_snapshot, make_workspace, spread, table

HEADER = """-- table: t
-- row: one thing
-- grain: a
-- source: nowhere
-- column: a | BIGINT | a number
-- check: a is positive | select a from t where a <= 0
select cast(1 as bigint) as a
"""
# The subset of style.md: no construct that DuckDB alone knows, no list in an order of its own.
REFUSED = (exp.Qualify, exp.Pivot, exp.AnyValue, exp.First, exp.ArrayAgg, exp.GroupConcat)


def spark(sql: str) -> str:
    """The query in the dialect of Spark; raises when it cannot be read, or has no counterpart there.

    Bound values stand as names: sqlglot writes Spark's `:name` but does not read it back.
    """
    named = re.sub(r"\$(\w+)", r"value_\1", sql)
    [text] = sqlglot.transpile(named, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    sqlglot.parse_one(text, read="spark")
    return text


def outside_the_subset(sql: str) -> list[str]:
    """The parts of a query that DuckDB alone understands, or that every engine answers in its own order."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    found = [part.sql("duckdb") for part in tree.find_all(*REFUSED)]
    found += ["group by all" for group in tree.find_all(exp.Group) if group.args.get("all")]
    return found + (["asof"] if re.search(r"\basof\b", sql, re.I) else [])


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """A small built school."""
    rows = table("1 | 2026-09-07 | 1-3 | weg\n1 | 2026-09-08 | 1 | laat\n2 | 2026-09-08 | 1-6 | ziek")
    opened = make_snapshot(tmp_path_factory.mktemp("modellen"), rows)
    yield opened
    opened.close()


@pytest.fixture
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory."""
    with connect(":memory:") as connection:
        yield connection


def test_a_header_is_read() -> None:
    model = parse_model(HEADER, "t")
    assert (model.table, model.row, model.grain, model.source) == ("t", "one thing", ("a",), "nowhere")
    assert [(c.name, c.type, c.meaning) for c in model.columns] == [("a", "BIGINT", "a number")]
    assert model.checks == (("a is positive", "select a from t where a <= 0"),)
    assert model.sql == "select cast(1 as bigint) as a"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("-- table: t\n", ""),
        ("-- table: t\n", "-- table: u\n"),
        ("-- table: t\n", "-- table: t\n-- table: t\n"),
        ("-- row: one thing\n", ""),
        ("-- grain: a\n", ""),
        ("-- grain: a\n", "-- grain: a\n-- grain: a\n"),
        ("-- grain: a\n", "-- grain: b\n"),
        ("-- grain: a\n", "-- grain: a, a\n"),
        ("-- grain: a\n", "-- grain: none\n"),
        ("-- source: nowhere\n", ""),
        ("-- column: a | BIGINT | a number\n", ""),
        ("a | BIGINT | a number", "a | BIGINT"),
        ("a is positive | ", ""),
    ],
)
def test_an_incomplete_header_is_refused(old: str, new: str) -> None:
    assert old in HEADER
    with pytest.raises(ModelError, match="t: "):
        parse_model(HEADER.replace(old, new), "t")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("as bigint) as a", "as bigint) as b"),
        ("a | BIGINT | a number", "a | INTEGER | a number"),
        ("a | BIGINT | a number", "a | BIGINT | a number\n-- column: b | BIGINT | another"),
        ("as bigint) as a", "as bigint) as a, 2 as b"),
    ],
)
def test_a_table_that_differs_from_its_header_is_refused(empty: duckdb.DuckDBPyConnection, old: str, new: str) -> None:
    run_model(empty, parse_model(HEADER, "t"))
    empty.execute("drop table t")
    with pytest.raises(ModelError, match=r"t: documented .* built"):
        run_model(empty, parse_model(HEADER.replace(old, new), "t"))


def test_a_failing_check_names_the_check_and_the_rows(empty: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ModelError, match=r"t: 'a is positive' fails, e\.g\. \[\(-7,\)\]"):
        run_model(empty, parse_model(HEADER.replace("cast(1", "cast(-7"), "t"))


def test_every_model_comes_after_those_it_reads() -> None:
    names = [model.table for model in models()]
    assert sorted(names) == sorted(path.stem for path in FOLDER.glob("*/*.sql"))
    for place, model in enumerate(models()):
        read = {found.name for found in sqlglot.parse_one(model.sql, read="duckdb").find_all(exp.Table)}
        assert read & set(names) <= set(names[:place]), model.table


@pytest.mark.parametrize("model", models(), ids=lambda model: model.table)
def test_every_model_and_check_runs_in_another_dialect_too(model: Model) -> None:
    for sql in (model.sql, *(check for _, check in model.checks)):
        assert spark(sql)
        assert outside_the_subset(sql) == []


@pytest.mark.parametrize("asked", questions(), ids=lambda asked: asked.name)
def test_every_question_has_a_counterpart_in_another_dialect(asked: Question) -> None:
    assert spark(asked.sql)


@pytest.mark.parametrize("path", sorted((QUESTIONS / "macros").glob("*.sql")), ids=lambda path: path.stem)
def test_every_macro_has_a_counterpart_in_another_dialect(path: Path) -> None:
    body = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("-- "))
    assert spark(body if body.startswith(("select", "with")) else f"select {body}")


def test_the_questions_are_found() -> None:
    assert {"stages", "worklist", "sick_pupils", "trends", "school_parts"} <= {asked.name for asked in questions()}


@pytest.mark.parametrize(
    "sql",
    [
        "select * from a asof join b on a.x >= b.x",
        "select x from a qualify row_number() over (order by x) = 1",
        "select x, count(*) from a group by all",
        "select string_agg(x, ',' order by x) from a",
        "select list(x order by x) from a",
        "pivot a on x using sum(y)",
    ],
)
def test_what_lies_outside_the_subset_is_found(sql: str) -> None:
    assert outside_the_subset(sql)


def test_a_text_that_is_no_query_is_found() -> None:
    with pytest.raises(sqlglot.errors.SqlglotError):
        spark("select from where")


def test_every_documented_table_is_in_the_snapshot(snapshot: Snapshot) -> None:
    built = "select table_name, column_name, data_type from information_schema.columns order by ordinal_position"
    rows = snapshot.rows(built).rows()
    for model in models():
        columns = [(name, type_) for table_name, name, type_ in rows if table_name == model.table]
        assert columns == [(column.name, column.type) for column in model.columns]


def test_no_column_is_huge_or_decimal(snapshot: Snapshot) -> None:
    """Charts draw decimals unscaled, and sums become huge integers by themselves."""
    found = snapshot.rows("select table_name, column_name, data_type from information_schema.columns").rows()
    assert len(found) > 100
    assert [row for row in found if row[2].startswith(("HUGEINT", "UHUGEINT", "DECIMAL"))] == []


def test_a_snapshot_of_other_rules_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace(tmp_path, spread("a", "laat", 3))
    first = open_snapshot(workspace)
    assert open_snapshot(workspace).paths == first.paths
    for module in ("pipelines.models.build", "pipelines.models.snapshot"):
        monkeypatch.setattr(f"{module}.fingerprint", lambda workspace: "another version")
    again = open_snapshot(workspace)
    assert again.paths != first.paths
    assert again.rows("select fingerprint from ref_build").item() == "another version"
    assert open_snapshot(workspace).paths == again.paths

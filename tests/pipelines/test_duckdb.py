"""What the pipelines need from DuckDB itself: right answers, and nothing fetched from outside."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.models.database import STORAGE, connect
from pipelines.models.snapshot import Snapshot
from pipelines.questions.leerplicht import leaving, leerplicht
from tests.pipelines.histories import SCOPE, make_snapshot, rows_of, table

ON = date(2026, 9, 29)
# Pupil 1 has a report (end 8 September) and ten hours since; pupil 2 has ten hours and never a report.
ROWS = """
1 | 2026-09-07 | 1-8 | weg
1 | 2026-09-08 | 1-8 | weg
1 | 2026-09-28 | 1-8 | weg
1 | 2026-09-29 | 1-2 | weg
2 | 2026-09-28 | 1-8 | weg
2 | 2026-09-29 | 1-2 | weg
3 | 2026-09-28 | 1 | weg
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Pupils with and without a report, all with hours in the window."""
    opened = make_snapshot(tmp_path_factory.mktemp("duckdb"), table(ROWS))
    yield opened
    opened.close()


def test_a_pupil_without_a_report_stays_in_the_window(snapshot: Snapshot) -> None:
    """The left join on restarts behind a filter that lost these rows."""
    window = snapshot.rows("select student_id, counted from int_norm_window where date = $on order by all", {"on": ON})
    assert window.rows() == [("1", 10.0), ("2", 10.0), ("3", 1.0)]


def test_a_pupil_without_a_report_is_among_those_who_leave_the_window(snapshot: Snapshot) -> None:
    assert rows_of(leaving(snapshot, SCOPE, ON), "student_id", "date", "judged") == [
        ("1", date(2026, 9, 28), 8.0),
        ("1", ON, 2.0),
        ("2", date(2026, 9, 28), 8.0),
        ("2", ON, 2.0),
        ("3", date(2026, 9, 28), 1.0),
    ]


def test_both_are_near_or_reported(snapshot: Snapshot) -> None:
    assert rows_of(leerplicht(snapshot, SCOPE, ON), "student_id", "state", "hours", "report_number") == [
        ("1", "melding", 10.0, 1),
        ("2", "nadert", 10.0, None),
    ]


@pytest.mark.parametrize("read_only", [False, True])
def test_nothing_is_fetched_from_outside(tmp_path: Path, read_only: bool) -> None:
    path = tmp_path / "leeg.duckdb"
    connect(path).close()
    with connect(path, read_only=read_only) as connection:
        names = ("autoinstall_known_extensions", "autoload_known_extensions", "python_enable_replacements")
        values = [connection.execute(f"select current_setting('{name}')").fetchone() for name in names]
        assert values == [(False,)] * 3
        loaded = connection.execute(
            "select extension_name from duckdb_extensions() where loaded order by all"
        ).fetchall()
        assert {name for (name,) in loaded} <= {"core_functions", "icu", "json", "parquet"}
        hidden = [1, 2]  # a Python name is no table
        with pytest.raises(duckdb.CatalogException):
            connection.execute("select * from hidden")
        assert hidden


def test_a_snapshot_is_opened_for_reading_only(snapshot: Snapshot) -> None:
    with pytest.raises(duckdb.InvalidInputException, match=re.compile("read-only", re.I)):
        snapshot.rows("create table snap.main.x as select 1 as a")


def test_new_files_open_in_older_versions_too(tmp_path: Path) -> None:
    with connect(tmp_path / "nieuw.duckdb") as connection:
        tags = connection.execute("select tags from duckdb_databases() where not internal").fetchone()
    assert tags is not None
    assert str(tags[0].get("storage_version", "")).startswith(STORAGE)

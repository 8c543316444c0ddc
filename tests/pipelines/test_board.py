"""The summaries of a board: no pupil in them, of the figures of now only, and what is wrong said by name."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines.board.read import DAMAGED, NONE, OLDER, read_board
from pipelines.board.summary import CATEGORIES, TABLES
from pipelines.models.many import build_many
from pipelines.models.processes import processes
from pipelines.models.rebuild import rebuild
from pipelines.statistics.case_mix import case_mix, cell_mix
from pipelines.statistics.funnel import Levels, Sums, funnel, funnel_of_sums
from pipelines.store.part import Part, part_of, parts_of
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import of_schools
from tests.dashboard import schools
from tests.dashboard.bestuur.test_page import ALL, _board
from tests.shared import copied, once

EVERY = of_schools(*ALL)
LEVELS = Levels(look=1.96, signal=3.09, between=0.12, cap=1.0, pupils=5)


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    copied(once("board of three", _board), tmp_path)
    return open_workspace(tmp_path / "werkmap")


def summary(part: Part) -> Path:
    """The summary that is in force; there is no other."""
    [path] = part.home.glob("*.parquet")
    assert path == part.summary_of(part.pointer.read_text())
    return path


def test_published_figures_are_rounded_and_name_nobody(board: Workspace) -> None:
    found = read_board(board, EVERY)
    assert (found.rows["school"].to_list(), found.empty, dict(found.wrong)) == (["u", "s", "t"], (), {})
    assert not {"student_id", "name"} & {column for columns in TABLES.values() for column in columns}
    texts = {
        text
        for name in TABLES
        for column in found.table(name).get_columns()
        if column.dtype == pl.String
        for text in column
    }
    assert not {*schools.BIG, *schools.SMALL} & texts
    weeks = found.table("weeks").filter(pl.col("category") == CATEGORIES[0])
    # Three pupils are too few for any week with hours; thirty miss hours in fives.
    small = weeks.filter(pl.col("school") == "u")["missed_hours"]
    assert set(small.to_list()) <= {None, 0.0}
    big = weeks.filter(pl.col("school") == "t")["missed_hours"].to_list()
    assert max(big) > 0
    assert all(value is not None and value % 5 == 0 for value in big)
    told = found.table("stages").filter(pl.col("school") == "u").filter(pl.col("pupils") > 0)
    assert told.height
    assert told["few"].all()
    cells = found.table("cells").filter(pl.col("school") == "t")
    assert cells["students"].sum() == 30
    assert cells["total"].sum() > 3 * found.table("cells").filter(pl.col("school") == "s")["total"].sum()


def test_a_week_without_data_begins_after_the_last_day(board: Workspace) -> None:
    found = read_board(board, EVERY)
    for row in found.rows.iter_rows(named=True):
        weeks = found.table("to_come").filter(pl.col("school") == row["school"])
        assert weeks["first"][0] <= row["last_date"] <= weeks["last"][0]
        assert weeks["first"].is_sorted()
        assert isinstance(row["on"], date)
        assert row["on"] <= row["last_date"]


def test_what_is_wrong_with_one_school_is_told_and_the_others_are_there(board: Workspace) -> None:
    older = part_of(board, "u")
    damaged, gone = (summary(part_of(board, school)) for school in ("s", "t"))
    damaged.write_bytes(damaged.read_bytes()[:100])
    gone.unlink()
    toml = board.path / "school.toml"
    start, _, rest = toml.read_text().rpartition("lessons_per_week = 30")
    toml.write_text(f"{start}lessons_per_week = 31{rest}")
    again = open_workspace(board.path)
    found = read_board(again, EVERY)
    assert found.rows.is_empty()
    assert {school: error.what for school, error in found.wrong.items()} == {"s": DAMAGED, "t": NONE, "u": OLDER}
    assert "--school u" in found.wrong["u"].remedy
    rebuild(part_of(again, "s"))
    after = read_board(again, EVERY)
    assert after.rows["school"].to_list() == ["s"]
    assert after.key != found.key
    assert read_board(again, of_schools("t")).rows.is_empty()
    older.pointer.write_text("000009-000001.duckdb")
    assert "000009-000001" in read_board(again, EVERY).wrong["u"].what


def test_a_worker_writes_the_same_summary(board: Workspace) -> None:
    before = read_board(board, EVERY).rows.drop("snapshot")
    with processes(1) as crew:
        assert build_many(parts_of(board), crew, print).schools == ALL
    after = read_board(board, EVERY).rows
    assert after.drop("snapshot").equals(before)
    assert after["snapshot"].to_list() == [
        part_of(board, school).pointer.read_text().strip() for school in ("u", "s", "t")
    ]
    assert all(summary(part).stat().st_mode & 0o077 == 0 for part in parts_of(board))


def test_sums_of_pupils_say_what_the_pupils_say() -> None:
    rng = np.random.default_rng(5)
    rates = {name: rng.gamma(0.5, factor, 300) for name, factor in (("a", 2.0), ("b", 2.0), ("c", 4.0))}
    whole = funnel(np.concatenate([*rates.values()]).tolist(), {n: each.tolist() for n, each in rates.items()}, LEVELS)
    sums = funnel_of_sums(
        {n: Sums(300, float(each.sum()), float((each**2).sum())) for n, each in rates.items()}, LEVELS
    )
    assert whole
    assert sums
    assert sums.mean == pytest.approx(whole.mean)
    assert sums.deviation == pytest.approx(whole.deviation)
    assert [part.verdict for part in sums.parts] == [part.verdict for part in whole.parts]
    assert funnel_of_sums({"a": Sums(1, 1.0, 1.0)}, LEVELS) is None
    few = funnel_of_sums({"a": Sums(4, 9.0, 30.0), "b": Sums(5, 9.0, 30.0)}, LEVELS)
    assert few
    assert [part.verdict is None for part in few.parts] == [True, False]


def test_a_mix_of_added_up_pupils_is_that_of_the_pupils() -> None:
    rng = np.random.default_rng(6)
    parts = [f"school {n}" for n in range(12) for _ in range(40)]
    group = [str(rng.integers(1, 4)) for _ in parts]
    rates = [float(rng.gamma(0.5, int(each))) for each in group]
    whole = case_mix(rates, parts, [group], 3, 0.12)
    rows = (
        pl.DataFrame({"part": parts, "group": group, "rate": rates})
        .group_by("part", "group")
        .agg(pl.len(), pl.col("rate").sum().alias("total"), (pl.col("rate") ** 2).sum().alias("squares"))
    )
    of = [rows[name].to_list() for name in ("part", "group", "len", "total", "squares")]
    added = cell_mix(of[0], [of[1]], of[2], of[3], of[4], 3, 0.12)
    assert whole
    assert added
    assert dict(added.of) == pytest.approx(dict(whole.of))
    assert added.lost == pytest.approx(whole.lost)
    assert cell_mix(of[0], [of[0]], of[2], of[3], of[4], 3, 0.12) is None

"""What Trends, Ladders and the MT-rapport of a year tell one rector together: no cell of few pupils can be had back."""

import polars as pl
import pytest

from tests.dashboard.mt_rapport.attack import LEAST
from tests.dashboard.rounded import attack
from tests.dashboard.rounded.attack import (
    history,
    published,
    read_other,
    read_ranges,
    stages_shown,
    standing,
    weeks_shown,
)
from tests.shared import amount, some

RARE, USUAL, WEEKS = (0.02, 0.05, 0.2), (0.05, 0.2, 1.0), 12


def test_no_cell_of_few_pupils_is_found() -> None:
    """Not exactly and not to two values in any school, and hardly ever to three in all of them together."""
    schools = [
        published(history(seed, WEEKS, busy)).left() for busy in (RARE, USUAL) for seed in range(2, 2 + amount(1, 8))
    ]
    assert all(len(left) > 20 and min(left) > 2 for left in schools)
    every = [values for left in schools for values in left]
    assert every.count(3) <= len(every) / 10


@pytest.mark.parametrize("seed", some(tuple(range(8)), 4))
def test_another_protocol_beside_it_tells_no_cell_of_few_pupils(seed: int) -> None:
    """Not of the protocol in force and not of the other one; told exactly, the other one gives cells away."""
    rows = history(seed, 6, USUAL)
    known = published(rows)
    read_other(known, rows)
    assert min(known.left()) > 2
    for part, week, stage, pupils in (
        standing(rows, attack.OTHER).select("part", "week", "stage", "students").iter_rows()
    ):
        known.say([(part, week, stage)], pupils, pupils)
    assert min(known.left()) <= 2


@pytest.mark.parametrize("seed", some((4, 6), 4))
def test_what_stands_in_brackets_tells_nothing_that_the_cells_do_not(seed: int) -> None:
    """The range beside a total follows from its cells; a range around the true number would not."""
    rows = history(seed, 6, USUAL)
    known = published(rows)
    cells = known.left()
    assert read_ranges(known, rows) > 5
    assert known.left() == cells
    true = standing(rows).group_by("week", "stage").agg(pl.col("students").sum())
    for week, stage, pupils in true.iter_rows():
        known.say([(part, week, stage) for part in attack.PARTS], pupils - 1, pupils + 1)
    assert sum(known.left()) < sum(cells)


def test_the_attack_finds_what_pages_that_round_otherwise_would_tell() -> None:
    """A total of the ladder as it is tells single cells."""
    rows = history(3, WEEKS, USUAL)
    known = published(rows)
    rounded = known.left()
    for part in attack.PARTS:
        for week, pupils in exact_on_ladder(rows, part).iter_rows():
            known.say([(part, week, stage) for stage in attack.STAGES], pupils, pupils)
    assert min(known.left()) < 3 <= min(rounded)


def exact_on_ladder(rows: pl.DataFrame, part: str) -> pl.DataFrame:
    """How many pupils of an afdeling are on the ladder at each week end."""
    so_far = rows.sort("week").with_columns(pl.col(attack.LATE).cum_sum().over("student_id").alias("times"))
    on = (pl.col("times") >= min(attack.STAGES.values())).sum()
    return so_far.filter(pl.col("part") == part).group_by("week").agg(on.alias("pupils"))


def test_the_cells_of_the_attack_are_those_of_the_pages() -> None:
    """The functions that the doors of the pages call are what the attack reads."""
    rows = history(0, 3, USUAL)
    for part in attack.PARTS:
        assert (weeks_shown(rows, attack.LATE, part)["registered"].drop_nulls() % LEAST == 0).all()
        assert not set(stages_shown(rows, part)["said"]) & {"1", "2", "3", "4"}

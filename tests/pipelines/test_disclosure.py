"""What leaves the team: the finest cells are rounded, and every other figure is a function of what they show."""

import polars as pl
import pytest
from hypothesis import given, strategies as st

from pipelines.statistics.disclosure import Shown, bounds, cell, decimals, hours, reach, tells, total

FEW = Shown(2, few=True)


@pytest.mark.parametrize(
    ("pupils", "amount", "expected"),
    [
        (0, 0, Shown(0)),
        (1, 1, FEW),
        (4, 4, FEW),
        # The threshold counts pupils: nine steps of four are few as well.
        (4, 9, FEW),
        (5, 5, Shown(5)),
        (7, 7, Shown(5)),
        # Two cells of few pupils hold eight at most: rounded up, who finds both in a later week would know them.
        (8, 8, Shown(5)),
        (9, 9, Shown(10)),
        (12, 12, Shown(10)),
        (13, 13, Shown(15)),
        (5, 8, Shown(5)),
        (5, 12, Shown(10)),
        (5, 13, Shown(15)),
    ],
)
def test_a_cell_is_nothing_few_or_rounded(pupils: int, amount: int, expected: Shown) -> None:
    assert cell(pupils, amount, 5) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((), Shown(0)),
        ((FEW, Shown(0)), FEW),
        ((FEW, FEW), Shown(4)),
        ((FEW, Shown(10)), Shown(12)),
        ((Shown(10), Shown(5)), Shown(15)),
    ],
)
def test_a_total_is_the_sum_of_what_is_shown(cells: tuple[Shown, ...], expected: Shown) -> None:
    assert total(cells) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((FEW, FEW), (2, 8)),
        ((FEW, Shown(0)), None),  # one cell says so itself
        ((FEW, Shown(5)), (6, 12)),  # 5 is five to eight pupils: two of few hold eight
        ((FEW, FEW, FEW, Shown(15), Shown(0)), (16, 29)),  # 6 of 21: more than a quarter
        ((FEW, FEW, Shown(10)), (11, 20)),  # and 10 is nine at least
        ((FEW, Shown(10)), None),  # 2 of 12
        ((FEW, FEW, FEW, Shown(20)), None),  # 6 of 26
        ((Shown(10), Shown(5)), None),
        ((), None),
    ],
)
def test_a_total_of_few_pupils_says_how_far_it_may_be_off(
    cells: tuple[Shown, ...], expected: tuple[int, int] | None
) -> None:
    assert reach(cells, 5, 0.25) == expected


def test_exactly_the_share_is_not_more_than_it() -> None:
    assert reach((FEW, FEW, Shown(12)), 5, 0.25) is None


@given(st.lists(st.integers(0, 23), min_size=2))
def test_the_true_number_lies_in_between(counts: list[int]) -> None:
    ends = reach([cell(count, count, 5) for count in counts], 5, 0.0)
    assert ends is None or ends[0] <= sum(counts) <= ends[1]


@given(st.lists(st.integers(0, 30)), st.lists(st.integers(0, 30)))
def test_a_total_of_totals_is_the_total(one: list[int], other: list[int]) -> None:
    cells = [[cell(count, count, 5) for count in counts] for counts in (one, other)]
    assert total([total(cells[0]), total(cells[1])]) == total([*cells[0], *cells[1]])


def weeks(*cells: tuple[int, int | None]) -> pl.DataFrame:
    """The parts of one week: pupils, and the hours they missed."""
    rows = [(f"{place}", 1, *one) for place, one in enumerate(cells)]
    return pl.DataFrame(rows, schema=["part", "week_start", "registered", "missed_hours"], orient="row")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (((5, 7), (0, 0)), [5, 0]),
        (((5, 7), (9, 8)), [5, 10]),
        # Ten pupils with thirty hours: few count as two with six, whatever they missed.
        (((10, 31), (1, 1)), [30, 6]),
        (((10, 31), (4, 90)), [30, 6]),
        # Of nobody else anything is known: an hour each.
        (((3, 40),), [2]),
        # What is not known is not nothing, and of few neither.
        (((10, None), (3, None), (8, 20)), [None, None, 20]),
    ],
)
def test_hours_of_few_pupils_count_as_of_two_like_the_others(
    cells: tuple[tuple[int, int | None], ...], expected: list[float | None]
) -> None:
    assert hours(weeks(*cells), 5)["missed_hours"].to_list() == expected


@given(st.integers(0, 60))
def test_the_bounds_of_a_cell_are_all_that_is_shown_so(pupils: int) -> None:
    shown = cell(pupils, pupils, 5)
    same = [count for count in range(80) if cell(count, count, 5) == shown]
    assert bounds(shown, 5) == (min(same), max(same))


@pytest.mark.parametrize(
    ("cells", "expected"), [(((4, 9),), True), (((4, 9), (0, 0)), True), (((4, 9), (5, 9)), False), (((0, 0),), False)]
)
def test_a_rate_rests_on_more_than_cells_of_few(cells: tuple[tuple[int, int], ...], expected: bool) -> None:
    assert tells(hours(weeks(*cells), 5)) == expected


@pytest.mark.parametrize(("rate", "shown"), [(1.2345, 1.23), (1.999, 2.0), (2.04, 2.0), (2.06, 2.1), (0.0, 0.0)])
def test_a_rate_is_as_fine_as_it_may_be(rate: float, shown: float) -> None:
    assert pl.select(decimals(pl.lit(rate))).item() == shown

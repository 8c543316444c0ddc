"""Small groups: nothing that is hidden can be had back, not even by somebody who knows the rule."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given, strategies as st

from pipelines.statistics.disclosure import hidden, left_out, small, tells, together

LEAST = 5
counts = st.integers(0, 12)
vectors = st.lists(st.tuples(counts, counts), min_size=1, max_size=6)


def named(values: tuple[int, ...] | list[int]) -> dict[str, tuple[int, ...]]:
    return {f"deel {place}": (value,) for place, value in enumerate(values)}


@pytest.mark.parametrize(("count", "expected"), [(0, False), (1, True), (4, True), (5, False), (6, False)])
def test_a_group_is_small_under_five(count: int, expected: bool) -> None:
    assert small(count, LEAST) == expected
    assert tells((40, count), LEAST) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((9, 8, 7), ()),
        ((9, 0, 7), ()),
        # One small part: the next one goes with it.
        ((9, 3, 7), (1, 2)),
        # At the end of the order it starts again at the front.
        ((9, 8, 3), (0, 2)),
        # Two small parts that are five together hide each other.
        ((9, 3, 2), (1, 2)),
        # Two that are four together are a small group themselves.
        ((9, 2, 2), (0, 1, 2)),
        # Four and four are eight: only four and four are.
        ((9, 4, 4), (0, 1, 2)),
        # A part of nobody alone does not help.
        ((9, 0, 3, 0, 8), (2, 3, 4)),
        # The whole is small: the empty part would tell where all are.
        ((3, 0), (0, 1)),
        ((2, 2), (0, 1)),
    ],
)
def test_what_goes_with_a_small_part(values: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert hidden(named(values), LEAST).parts == {f"deel {place}" for place in expected}


def published(values: tuple[int, ...]) -> tuple[object, ...]:
    """All reports that there are: of the whole, and of each part; None is a figure that stays away."""
    gone = hidden(named(values), LEAST)
    parts = tuple(None if name in gone.parts else value for name, (value,) in named(values).items())
    return (None if gone.whole else sum(values), *parts)


def schools(parts: int, most: int) -> Iterator[tuple[int, ...]]:
    """Every way to divide at most so many pupils over parts."""
    if not parts:
        yield ()
        return
    for count in range(most + 1):
        for others in schools(parts - 1, most - count):
            yield (count, *others)


@pytest.mark.parametrize(("parts", "most"), [(1, 30), (2, 30), (3, 26), (4, 22), (5, 18), (6, 14)])
def test_who_knows_the_rule_and_has_every_report_finds_no_hidden_figure(parts: int, most: int) -> None:
    """All schools with the same reports laid together: each figure that is hidden could be another one as well."""
    could_be: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for values in schools(parts, most):
        could_be[published(values)].append(values)
    hides = 0
    for seen, alike in could_be.items():
        for place, figure in enumerate(seen[1:]):
            if figure is None:
                hides += 1
                assert len({values[place] for values in alike}) > 1, (seen, alike)
    assert hides


@given(vectors)
def test_the_whole_minus_the_parts_that_are_shown_is_no_small_group(values: list[tuple[int, int]]) -> None:
    parts = {f"deel {place}": value for place, value in enumerate(values)}
    found = hidden(parts, LEAST)
    gone, whole = found.parts, together(values)
    assert found.whole or not tells(whole, LEAST)
    if gone and not found.whole:
        shown = [value for name, value in parts.items() if name not in gone]
        rest = [all_ - some for all_, some in zip(whole, together(shown) or [0, 0], strict=True)]
        assert not tells(rest, LEAST)
        assert sum(any(parts[name]) for name in gone) > 1


@given(vectors)
def test_no_small_part_is_shown_and_nothing_is_hidden_without_one(values: list[tuple[int, int]]) -> None:
    parts = {f"deel {place}": value for place, value in enumerate(values)}
    gone = hidden(parts, LEAST).parts
    assert {name for name, value in parts.items() if tells(value, LEAST)} <= gone
    assert bool(gone) == any(tells(value, LEAST) for value in values)


def test_a_school_of_one_in_each_part() -> None:
    assert hidden(named((1, 1, 1, 1, 1)), LEAST).whole
    assert not hidden(named((1, 1, 1, 1, 2)), LEAST).whole
    # Which of the six is empty is not told.
    assert not hidden(named((1, 1, 1, 1, 1, 0)), LEAST).whole


cells = st.dictionaries(st.sampled_from(["op tijd", "te laat"]), st.sets(st.sampled_from("abcdefghij")), max_size=2)


@given(st.lists(cells, max_size=6))
def test_what_is_left_out_of_a_table_with_sums_is_no_small_group(rows: list[dict[str, set[str]]]) -> None:
    gone = left_out(rows, LEAST)
    shown = [row for place, row in enumerate(rows) if place not in gone]
    assert not any(small(len(cell), LEAST) for row in shown for cell in row.values())
    if len(gone) < len(rows):
        # The sum of a column minus what is shown is what the hidden rows have together.
        assert len(gone) != 1
        for name in ("op tijd", "te laat"):
            assert not small(len(set().union(*(rows[place].get(name, set()) for place in gone))), LEAST)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [((5, 6, 7), set()), ((5, 4, 7), {1, 2}), ((5, 6, 4), {0, 2}), ((4, 4, 9), {0, 1}), ((4,), {0}), ((), set())],
)
def test_with_a_row_of_few_pupils_goes_the_next(sizes: tuple[int, ...], expected: set[int]) -> None:
    rows = [{"op tijd": {f"{place}-{n}" for n in range(size)}} for place, size in enumerate(sizes)]
    assert left_out(rows, LEAST) == expected


def test_the_same_few_pupils_in_two_rows_are_still_few() -> None:
    few = {"op tijd": {"a", "b", "c"}}
    many = {"op tijd": {"d", "e", "f", "g", "h"}}
    assert left_out([few, few, many, many], LEAST) == {0, 1, 2}

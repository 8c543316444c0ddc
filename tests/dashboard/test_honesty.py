"""What the lines of `bench --honesty` count: by hand on made-up schools, and small on real ones."""

import numpy as np
import pytest

from dashboard.commands.honesty import hours, patterns
from dashboard.commands.honesty.hours import NAME, Told
from dashboard.commands.honesty.measure import Line


def school(*groups: tuple[float, int, int], named: bool = False) -> Told:
    """Cases by chance: so many, of which so many came."""
    chances = np.concatenate([np.full(many, chance) for chance, many, _ in groups])
    came = np.concatenate([np.arange(many) < true for _, many, true in groups])
    return Told(chances, came, np.full(chances.size, named), came)


@pytest.mark.parametrize(
    ("came", "right"),
    [(60, 1), (61, 1), (62, 0)],  # of 300 at 10.5 %: 31.5 and thirty more are ten points
)
def test_a_group_is_off_when_it_is_more_than_ten_points_off(came: int, right: int) -> None:
    (schools, near) = hours.lines("flat", [school((0.105, 300, came))])
    assert (schools.found, schools.of, schools.least) == (right, 1, 0.9)
    assert (near.found, near.of) == (0, 300)


def test_a_group_of_few_cases_says_nothing_of_a_school() -> None:
    """But its cases count among those of all schools together."""
    schools, near, named = hours.lines("flat", [school((0.5, 299, 0), (0.95, 300, 285), named=True)])
    assert (schools.found, schools.of) == (1, 1)
    assert (near.found, near.of) == (300, 599)
    assert (named.found, named.of, named.least) == (285, 599, 0.75)
    assert list(hours.lines("flat", [])) == []


def test_the_measures_run_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """One school of a few pupils of each: every line is there, and in a world without a cause nothing is said."""
    monkeypatch.setattr(patterns, "PUPILS", 150)
    monkeypatch.setattr(patterns, "OF_SPELLS", ("hard",))
    monkeypatch.setattr(patterns, "OF_STEPS", ("bouts",))
    found = list(patterns.patterns(3, 1))
    without = [line for line in found if not line.effect]
    assert {line.signal for line in without} == {
        "ziektepatronen",
        "ziektepatronen, geen rooster",
        "trede met patroon",
        "vaker ziek",
        "wat volgde",
    }
    assert sum(line.found for line in without) <= 2
    assert all(line.limit is not None and line.of for line in without)
    assert sum(line.found for line in found if line.effect) > 0


def test_a_line_holds_by_what_was_promised() -> None:
    assert Line(NAME, "flat", 9, 10, "x", least=0.9).holds
    assert not Line(NAME, "flat", 8, 10, "x", least=0.9).holds


@pytest.mark.parametrize(
    ("found", "of", "known", "holds"),
    [
        (0, 203, False, False),  # none of 203 may still be 1 in 55
        (0, 204, True, True),
        (1, 204, True, False),
        (10, 100, True, False),  # few, and too many all the same
    ],
)
def test_of_too_few_schools_nothing_is_known(found: int, of: int, known: bool, holds: bool) -> None:
    line = Line(NAME, "flat", found, of, limit=0.018)
    assert (line.known, line.holds) == (known, holds)

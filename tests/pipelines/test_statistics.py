"""What may be called a signal: the funnel, shrinking and counts that hang together, on numbers worked out by hand."""

import random
from math import sqrt

import pytest

from pipelines.statistics.clustered import clustered
from pipelines.statistics.funnel import funnel
from pipelines.statistics.normal import by_chance, verdict
from pipelines.statistics.shrink import shrink, trials

LOOK, SIGNAL = 1.96, 3.09


@pytest.mark.parametrize(
    ("distance", "said"),
    [(0, "gewoon"), (1.96, "gewoon"), (-1.96, "gewoon"), (1.961, "kijk"), (-3.09, "kijk"), (3.091, "signaal")],
)
def test_on_a_limit_is_still_within_it(distance: float, said: str) -> None:
    assert verdict(distance, LOOK, SIGNAL) == said


def test_what_chance_puts_beyond_the_limits() -> None:
    assert by_chance(LOOK) == pytest.approx(0.05, abs=0.0001)
    assert by_chance(SIGNAL) == pytest.approx(0.002, abs=0.0001)


def test_the_funnel_stands_on_the_differences_between_pupils() -> None:
    everyone = [0.0, 2.0, 4.0, 6.0]
    found = funnel(everyone, {"a": [0.0, 2.0], "b": [4.0, 6.0]}, LOOK, SIGNAL, 2)
    assert found is not None
    deviation = sqrt(20 / 3)
    assert (found.mean, found.deviation) == pytest.approx((3.0, deviation))
    half = 1.96 * deviation / 2
    assert found.limits(4, signal=False) == pytest.approx((3 - half, 3 + half))
    assert found.limits(4, signal=True)[0] == 0.0
    assert [(part.name, part.pupils, part.mean, part.verdict) for part in found.parts] == [
        ("a", 2, 1.0, "gewoon"),
        ("b", 2, 5.0, "gewoon"),
    ]
    assert found.expected(LOOK) == pytest.approx(0.1, abs=0.001)


@pytest.mark.parametrize(("pupils", "said"), [(4, None), (5, "signaal"), (6, "signaal")])
def test_a_few_pupils_get_no_verdict(pupils: int, said: str | None) -> None:
    crowd = [1.0, 3.0] * 100
    found = funnel([*crowd, *[40.0] * pupils], {"a": crowd, "b": [40.0] * pupils}, LOOK, SIGNAL, 5)
    assert found is not None
    assert {part.name: part.verdict for part in found.parts}["b"] == said


def test_pupils_who_do_not_differ_make_no_signal() -> None:
    found = funnel([2.0] * 20, {"a": [2.0] * 10, "b": [2.0] * 10, "leeg": []}, LOOK, SIGNAL, 5)
    assert found is not None
    assert [(part.name, part.verdict) for part in found.parts] == [("a", "gewoon"), ("b", "gewoon")]


def test_one_pupil_makes_no_funnel() -> None:
    assert funnel([2.0], {"a": [2.0]}, LOOK, SIGNAL, 1) is None


def test_equal_afdelingen_rarely_alarm() -> None:
    """Absence in spells, as in reality: counts of hours would raise a false alarm in most years, pupils do not."""
    chance = random.Random(16)
    alarms = 0
    for _ in range(200):
        rates = [sum(chance.choice((0, 0, 0, 1, 6)) for _ in range(8)) / 3 for _ in range(480)]
        found = funnel(rates, {str(n): rates[n::8] for n in range(8)}, LOOK, SIGNAL, 5)
        assert found is not None
        alarms += any(part.verdict == "signaal" for part in found.parts)
    assert alarms <= 10


def test_small_groups_are_drawn_to_the_school_and_large_ones_hardly() -> None:
    found = shrink([0.05, 0.05, 0.15, 0.15, 0.30], [5000, 5000, 5000, 5000, 20])
    assert found[0] == pytest.approx(0.05, abs=0.002)
    assert found[2] == pytest.approx(0.15, abs=0.002)
    assert 0.10 < found[4] < 0.2


def test_shrinking_by_hand() -> None:
    """Two groups of a hundred at 5 and 15 %: ρ = (0.5 / 0.09 - 1) / (100 - 1), M = (1 - ρ) / ρ = 20.73."""
    kept = 100 / 120.7317
    assert shrink([0.05, 0.15], [100, 100]) == pytest.approx((0.1 - 0.05 * kept, 0.1 + 0.05 * kept), rel=1e-6)
    assert 0.1 - 0.05 * kept == pytest.approx(0.058586, rel=1e-4)


def test_equal_groups_are_drawn_fully_whatever_their_size() -> None:
    assert shrink([0.1, 0.1, 0.1], [10, 100, 1000]) == pytest.approx((0.1, 0.1, 0.1))
    # Differences that chance explains are no differences: of 100 hours 8 to 12 is what a tenth gives.
    assert shrink([0.08, 0.12, 0.1], [100, 100, 100]) == pytest.approx((0.1, 0.1, 0.1))


def test_shrinking_keeps_the_whole() -> None:
    """With equal sizes the mean of the drawn shares is the mean of the raw ones, and the order stays."""
    raw = [0.02, 0.08, 0.05, 0.2]
    found = shrink(raw, [500] * 4)
    assert sum(found) == pytest.approx(sum(raw))
    assert sorted(found) == [found[place] for place in (0, 2, 1, 3)]


@pytest.mark.parametrize("shares", [[], [0.0, 0.0], [0.3], [1.0, 1.0]])
def test_nothing_to_draw_stays_as_it_is(shares: list[float]) -> None:
    assert shrink(shares, [50] * len(shares)) == pytest.approx(shares)


def test_the_hours_of_a_pupil_count_as_far_as_they_stand_alone() -> None:
    """As many trials as give the binomial error s / √n: p(1-p)/trials = s²/n."""
    assert trials(0.1, 0.05, 25) == pytest.approx(0.09 * 25 / 0.0025)
    with pytest.raises(ValueError, match="differ"):
        trials(0.1, 0.0, 25)


def test_single_hours_are_poisson_and_long_absences_widen_the_margin() -> None:
    alone = clustered([50, 50], [50, 50], [1000, 1000], LOOK, SIGNAL)
    assert alone is not None
    assert alone.rate == 5.0
    assert alone.cells[0] is not None
    assert alone.cells[0].margin == pytest.approx(100 * 1.96 * sqrt(50) / 1000)
    # The same hours by pupils who each missed ten: φ = 10.
    grouped = clustered([50, 50], [500, 500], [1000, 1000], LOOK, SIGNAL)
    assert grouped is not None
    assert grouped.cells[0] is not None
    assert grouped.cells[0].margin == pytest.approx(alone.cells[0].margin * sqrt(10))


def test_what_is_a_signal_of_single_hours_is_none_of_one_pupil() -> None:
    hours, lessons = [90, 50, 50, 50], [1000] * 4
    alone = clustered(hours, hours, lessons, LOOK, SIGNAL)
    grouped = clustered(hours, [90 * 20, 50 * 20, 50 * 20, 50 * 20], lessons, LOOK, SIGNAL)
    assert alone is not None
    assert grouped is not None
    assert [cell.verdict for cell in alone.cells if cell] == ["signaal", "gewoon", "gewoon", "gewoon"]
    assert {cell.verdict for cell in grouped.cells if cell} == {"gewoon"}


@pytest.mark.parametrize(
    ("missed", "lessons"), [([0, 0], [100, 100]), ([5, 5], [None, None]), ([5, 5], [0, 0]), ([], [])]
)
def test_without_lessons_or_absence_there_is_nothing_to_hold_against(
    missed: list[int], lessons: list[int | None]
) -> None:
    assert clustered(missed, missed, lessons, LOOK, SIGNAL) is None


def test_a_cell_without_lessons_has_no_rate() -> None:
    found = clustered([5, 5], [5, 5], [100, None], LOOK, SIGNAL)
    assert found is not None
    assert found.rate == 5.0
    assert found.cells[1] is None

"""What may be called a signal: limits, bands and the funnel, on numbers worked out by hand."""

from dataclasses import replace
from math import sqrt

import pytest
from scipy.special import gammaincinv, ndtr

from pipelines.statistics.case_mix import case_mix
from pipelines.statistics.funnel import Levels, funnel
from pipelines.statistics.normal import by_chance, verdict

LOOK, SIGNAL = 1.96, 3.09
LEVELS = Levels(LOOK, SIGNAL, 0.0, 1.0, 5)


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
    found = funnel([0.0, 2.0, 4.0, 6.0], {"a": [0.0, 2.0], "b": [4.0, 6.0]}, replace(LEVELS, pupils=2))
    assert found is not None
    deviation = sqrt(20 / 3)
    assert (found.mean, found.deviation, found.skewness) == pytest.approx((3.0, deviation, 0.0))
    half = 1.96 * deviation / 2
    assert found.limits(4, signal=False) == pytest.approx((3 - half, 3 + half))
    assert found.limits(4, signal=True)[0] == 0.0
    assert [(part.name, part.pupils, part.value, part.verdict) for part in found.parts] == [
        ("a", 2, 1.0, "gewoon"),
        ("b", 2, 5.0, "gewoon"),
    ]


def test_parts_always_differ_a_bit_however_many_pupils_they_have() -> None:
    """A tenth of the mean between parts: of endless pupils 1.96 times that is left."""
    found = funnel([9.0, 11.0] * 50, {}, replace(LEVELS, between=0.1))
    assert found is not None
    low, high = found.limits(1e12, signal=False)
    assert (low, high) == pytest.approx((10 - 1.96, 10 + 1.96))
    deviation = sqrt(100 / 99)
    assert found.limits(25, signal=False)[1] == pytest.approx(10 + 1.96 * sqrt(deviation**2 / 25 + 1))


def test_skewed_pupils_push_both_limits_up() -> None:
    """Of a gamma distribution of shape 1 (skewness 2) a mean of 25 lies below 14,2 and 6,2 as often as 1,96 deviations say."""
    values = [10 * float(gammaincinv(1.0, (n + 0.5) / 20_000)) for n in range(20_000)]
    found = funnel(values, {}, LEVELS)
    assert found is not None
    side = float(ndtr(-LOOK))
    exact = [10 / 25 * float(gammaincinv(25.0, share)) for share in (side, 1 - side)]
    assert found.limits(25, signal=False) == pytest.approx(exact, rel=0.01)
    assert found.limits(25, signal=False)[1] > 10 + 1.96 * 10 / 5 > 10


def test_one_pupil_does_not_decide() -> None:
    """Nineteen of twenty stay under the cap; what the twentieth has above it counts for nothing."""
    crowd = [float(n % 7) for n in range(190)]
    one = [1.0, 2.0, 3.0, 4.0, 5.0, 900.0]
    found = funnel([*crowd, *one], {"b": one}, replace(LEVELS, cap=0.95))
    assert found is not None
    assert (found.cap, found.capped) == (6.0, 1)
    assert found.parts[0].value == 3.5
    assert found.parts[0].verdict == "gewoon"


def test_what_hardly_any_pupil_has_is_not_compared() -> None:
    rates = [0.0] * 96 + [5.0] * 4
    found = funnel(rates, {"a": rates[:50], "b": rates[50:]}, replace(LEVELS, cap=0.95))
    assert found is not None
    assert [part.verdict for part in found.parts] == [None, None]


@pytest.mark.parametrize(("pupils", "said"), [(4, None), (5, "signaal"), (6, "signaal")])
def test_a_few_pupils_get_no_verdict(pupils: int, said: str | None) -> None:
    crowd = [1.0, 3.0] * 100
    found = funnel([*crowd, *[40.0] * pupils], {"a": crowd, "b": [40.0] * pupils}, LEVELS)
    assert found is not None
    assert {part.name: part.verdict for part in found.parts}["b"] == said


def test_pupils_who_do_not_differ_make_no_signal() -> None:
    found = funnel([2.0] * 20, {"a": [2.0] * 10, "b": [2.0] * 10, "leeg": []}, LEVELS)
    assert found is not None
    assert [(part.name, part.verdict) for part in found.parts] == [("a", "gewoon"), ("b", "gewoon")]


def test_one_pupil_makes_no_funnel() -> None:
    assert funnel([2.0], {"a": [2.0]}, LEVELS) is None


def klassen(rates: dict[str, float], pupils: int = 20) -> tuple[list[float], list[str], list[list[str]]]:
    """Pupils of klassen such as 1a (leerjaar 1), each half a point below or above the rate of the klas."""
    rows = [(rate + (0.5 if n % 2 else -0.5), name) for name, rate in rates.items() for n in range(pupils)]
    return [rate for rate, _ in rows], [name for _, name in rows], [[name[0] for _, name in rows]]


def test_a_klas_is_held_against_the_others_of_its_leerjaar() -> None:
    """Leerjaar 1 has 4 and leerjaar 2 has 8, but for 2d with 16: it is held against the 8 of the others, not its own mean."""
    rates = {f"1{letter}": 4.0 for letter in "abcd"} | {"2a": 8.0, "2b": 8.0, "2c": 8.0, "2d": 16.0}
    mix = case_mix(*klassen(rates), 3, 0.0)
    assert mix is not None
    # The mean of all eight is 7; the factors of the leerjaren without 2d are 4 and 8 around 40 / 7.
    assert mix.of["2d"] == pytest.approx(8 / (40 / 7), rel=0.05)
    assert mix.of["1a"] < 1 < mix.of["2a"]
    assert mix.lost == pytest.approx(1 / 8, rel=0.1)


def test_leerjaren_that_differ_no_more_than_pupils_and_klassen_do_change_nothing() -> None:
    rates = {f"{year}{letter}": 4.0 + 0.05 * year for year in (1, 2) for letter in "abcd"}
    mix = case_mix(*klassen(rates), 3, 0.12)
    assert mix is not None
    assert set(mix.of.values()) == {1.0}
    assert mix.lost == 0.0


@pytest.mark.parametrize(("letters", "known"), [("ab", False), ("abc", True), ("abcd", True)])
def test_with_few_klassen_of_a_leerjaar_there_is_no_like(letters: str, known: bool) -> None:
    rates = {f"{year}{letter}": 4.0 * year for year in (1, 2) for letter in letters}
    assert (case_mix(*klassen(rates), 3, 0.12) is not None) == known


def test_a_funnel_takes_the_like_into_account() -> None:
    rates, parts, groups = klassen({f"{year}{letter}": 4.0 * year for year in (1, 2) for letter in "abcd"})
    of = {name: [rate for rate, own in zip(rates, parts, strict=True) if own == name] for name in set(parts)}
    levels = replace(LEVELS, between=0.12)
    plain = funnel(rates, of, levels)
    alike = funnel(rates, of, levels, case_mix(rates, parts, groups, 3, 0.12))
    assert plain is not None
    assert alike is not None
    assert {part.verdict for part in plain.parts} != {"gewoon"}
    assert {part.verdict for part in alike.parts} == {"gewoon"}
    assert [part.value for part in alike.parts] == pytest.approx([6.0] * 8, rel=0.05)

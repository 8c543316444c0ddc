"""When weeks of absence are kijk or signaal: the arithmetic against a plain computation, and every border of the judgement."""

import math
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.statistics.normal import LOOK, ORDINARY, SIGNAL
from pipelines.statistics.week_steps import Chart, Year, steps
from pipelines.statistics.week_trend import NO_EARLIER, TOO_EARLY, TOO_SMALL, Judged, judge, weighed, year_of
from protocols.week_trend import week_trend

NUMBERS = week_trend()
MONDAY = date(2026, 8, 31)
SEASON = [400 + 8 * week for week in range(40)]
# A quiet wobble, so that no two weeks are alike.
WOBBLE = [1 + 0.05 * math.sin(2.4 * week) for week in range(40)]


def hours(factor: float = 1.0, weeks: int = 40) -> list[float]:
    return [factor * usual * wobble for usual, wobble in zip(SEASON, WOBBLE, strict=True)][:weeks]


def raised(start: int, by: float = 1.6, length: int = 6, weeks: int = 40) -> list[float]:
    return [missed * (by if start <= place < start + length else 1) for place, missed in enumerate(hours(weeks=weeks))]


def year(missed: Sequence[float], rest: Sequence[float] | None = None) -> Year:
    scheduled = [36_000.0] * len(missed)
    own = (range(1, len(missed) + 1), missed, scheduled)
    return year_of(*own, event=3.0) if rest is None else year_of(*own, rest, scheduled, event=3.0)


def frame(missed: Sequence[float]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "week_start": [MONDAY + timedelta(7 * place) for place in range(len(missed))],
            "school_week": range(1, len(missed) + 1),
            "missed_hours": missed,
            "amount": [36_000.0] * len(missed),
        }
    )


def words(years: Sequence[Year], rest: bool = False, sick: bool = False) -> list[str]:
    found = weighed(years, NUMBERS, sick, rest)
    assert not isinstance(found, str)
    return [word for _, word in found]


def test_the_score_of_a_step_is_generalised_least_squares() -> None:
    """Against one earlier year, flat: the same by solving the whole system week by week, as in a textbook."""
    rng = np.random.default_rng(3)
    this, before = (Year(tuple(range(1, 13)), tuple(rng.normal(-4, 0.2, 12).tolist()), 400.0) for _ in range(2))
    model = NUMBERS.afdeling
    found = {step.place: step for step in steps(Chart(this, (before,), model, (3,), flat=True, sick=False))}
    apart = np.abs(np.subtract.outer(np.arange(12), np.arange(12)))
    # What hangs together between weeks, and what 400 hours in clusters of three do in each alone.
    usual = model.week_sd**2 * model.ar**apart + model.cluster / 400.0 * np.eye(12)

    def step(logs: np.ndarray, covariance: np.ndarray, last: int, length: int) -> tuple[float, float]:
        """The estimate of a step over the last weeks up to one, and its information."""
        rows = slice(0, last + 1)
        inverse = np.linalg.inv(covariance[rows, rows])
        column = np.array([float(place > last - length) for place in range(last + 1)])
        information = float(column @ inverse @ column)
        return float(column @ inverse @ logs[rows]) / information, information

    def news(logs: np.ndarray, covariance: np.ndarray, place: int) -> float:
        """What a week is beyond what those before it say, in units of its own sd."""
        past = slice(0, place)
        weights = np.linalg.solve(covariance[past, past], covariance[past, place])
        left = float(covariance[place, place] - weights @ covariance[past, place])
        return float((logs[place] - weights @ logs[past]) / left**0.5)

    # The year before: any level, and all weeks but the first are new. Each is 1 where weeks go as far as usual.
    old = np.array(before.logs) - before.logs[0]
    own = sum(news(old, usual + 1e4, place) ** 2 for place in range(1, 12))
    wider = (model.worth + own) / (model.worth + 11)
    # This year: from the level of the year before.
    logs = np.array(this.logs) - np.mean(before.logs)
    covariance = wider * usual + model.level_sd**2
    for place in range(2, 12):
        size, weight = step(logs, covariance, place, 3)
        past = [
            news(logs, covariance, week) ** 2 if week else logs[0] ** 2 / covariance[0, 0] for week in range(place - 2)
        ]
        variance = (model.worth + 11 + sum(past)) / (model.worth + 11 + len(past))
        assert found[place].size == pytest.approx(size)
        assert found[place].score == pytest.approx(size * (weight / variance) ** 0.5)
        assert found[place].since == place - 2


def test_a_season_as_every_year_is_no_step() -> None:
    assert set(words([year(hours(1.1)), year(hours()), year(hours(0.9))])) == {ORDINARY}


def winter(top: float = 20, strength: float = 1) -> list[float]:
    """A steep season around one week, of some strength."""
    usual = [1 + 1.2 * math.exp(-(((week - top) / 6) ** 2) / 2) for week in range(40)]
    return [1000 * high**strength * wobble for high, wobble in zip(usual, WOBBLE, strict=True)]


@pytest.mark.parametrize(("term", "this"), [("shift_sd", winter(top=22)), ("strength_sd", winter(strength=1.3))])
def test_a_season_that_comes_late_or_strong_is_no_step(term: str, this: list[float]) -> None:
    """Two weeks later, or 1.3 times as strong: nothing, and a signal for a model that does not know that seasons do so."""
    years = [year(this), year(winter()), year(winter())]
    assert set(words(years)) == {ORDINARY}
    school = NUMBERS.school.model_copy(update={term: 0.0})
    found = weighed(years, NUMBERS.model_copy(update={"school": school}), sick=False, rest=False)
    assert not isinstance(found, str)
    assert SIGNAL in {word for _, word in found}


@pytest.mark.parametrize(("top", "sick", "found"), [(20, True, False), (10, True, True), (20, False, True)])
def test_a_wave_of_flu_is_no_step_of_the_sick_in_winter(top: int, sick: bool, found: bool) -> None:
    """Up to 1.8 times as many hours, in a few weeks around school week 21: outside winter, or without the sick, a signal."""
    usual = [4 * missed for missed in hours()]
    wave = [missed * (1 + 0.8 * math.exp(-(((week - top) / 1.8) ** 2) / 2)) for week, missed in enumerate(usual)]
    assert (SIGNAL in words([year(wave), year(usual), year(usual)], sick=sick)) == found


def ratio(step: float, before: float = 0.0, mean: float = 400.0) -> list[Year]:
    """An afdeling beside the rest: this year a step of the log in weeks 20 to 25, last year another in all weeks."""
    logs = [step * (20 <= week < 26) + 0.05 * math.sin(2.4 * week) for week in range(1, 41)]
    quiet = [before + 0.05 * math.sin(2.4 * week) for week in range(1, 41)]
    return [Year(tuple(range(1, 41)), tuple(values), mean) for values in (logs, quiet)]


def heaviest(years: Sequence[Year], rest: bool = True) -> float:
    model = NUMBERS.afdeling if rest else NUMBERS.school
    found = steps(Chart(years[0], tuple(years[1:]), model, (3, 6), flat=rest, sick=False))
    return max((step.score for step in found), key=abs)


@pytest.mark.parametrize(("times", "signal"), [(0.999, True), (1.001, False)])
def test_a_fall_must_be_larger_than_a_rise(times: float, signal: bool) -> None:
    """A limit just under, and just over, the score of the step: by as much a fall is 1.25 times as large."""
    for step, larger in ((0.5, 1.0), (-0.5, 1.25)):
        years = ratio(step)
        edge = abs(heaviest(years)) / larger * times
        limits = tuple(limit.model_copy(update={"signaal": edge}) for limit in NUMBERS.limit)
        found = weighed(years, NUMBERS.model_copy(update={"limit": limits}), sick=False, rest=True)
        assert not isinstance(found, str)
        assert (SIGNAL in {word for _, word in found}) == signal


def test_a_step_counts_for_less_where_few_hours_are_expected() -> None:
    """The same rise in the quiet end of the year, beside the busy middle: with 200 hours a week less than with very many."""
    weeks = tuple(range(1, 41))
    season = np.array([1.2 * math.exp(-(((week - 20) / 6) ** 2) / 2) for week in weeks])

    def score(mean: float, first: int) -> float:
        usual = Year(weeks, tuple(season.tolist()), mean)
        this = Year(weeks, tuple((season + 0.3 * np.isin(weeks, range(first, first + 6))).tolist()), mean)
        found = {step.place: step for step in steps(Chart(this, (usual, usual), NUMBERS.school, (6,), False, False))}
        return found[first + 4].score

    few, many = (score(mean, 35) / score(mean, 18) for mean in (200.0, 1e6))
    assert few < 0.9 * many


@pytest.mark.parametrize("earlier", [1, 2])
def test_where_weeks_always_go_far_a_step_counts_for_less(earlier: int) -> None:
    """What earlier years did beside their own season is what chance does here."""
    wild = [missed * (1.25 if place % 2 else 0.8) for place, missed in enumerate(hours())]
    quiet, restless = (heaviest([year(raised(20)), *[year(usual)] * earlier], rest=False) for usual in (hours(), wild))
    assert restless < 0.8 * quiet


@pytest.mark.parametrize("earlier", [1, 2])
def test_a_rise_of_six_weeks_is_a_signal_since_it_began(earlier: int) -> None:
    found = judge([frame(raised(20)), *[frame(hours())] * earlier], NUMBERS, sick=False, per=100.0, rest=False)
    (call,) = [call for call in found.told if call.higher]
    assert {(step.week - MONDAY).days // 7 for step in found.calls if step.higher} <= set(range(20, 28))
    assert (call.word, call.since) == (SIGNAL, MONDAY + timedelta(7 * 20))
    assert call.value == pytest.approx(1.6 * call.expected, rel=0.2)
    # The figure is that of the weeks since then: missed per 100 scheduled.
    weeks = (call.week - call.since).days // 7 + 1
    assert call.value == pytest.approx(100 * sum(raised(20)[20 : 20 + weeks]) / (36_000 * weeks))


def test_a_fall_is_told_as_lower() -> None:
    found = judge([frame(raised(20, 0.6)), frame(hours()), frame(hours())], NUMBERS, sick=False, per=100.0, rest=False)
    assert next((call.higher, call.since) for call in found.told) == (False, MONDAY + timedelta(7 * 20))


def test_one_wild_week_is_no_step() -> None:
    """Twice as much in a single week is news of that week, and no change of weeks."""
    assert SIGNAL not in words([year(raised(20, 1.5, 1)), year(hours()), year(hours())])


def test_an_afdeling_is_held_against_the_rest_of_the_school() -> None:
    """A rise of the whole school is nothing of the afdeling; a rise of its own is, also in a first year."""
    part = [missed / 6 for missed in raised(20)]
    rest = [missed * 5 / 6 for missed in raised(20)]
    quiet = [missed * 5 / 6 for missed in hours()]
    assert set(words([year(part, rest)], rest=True)) == {ORDINARY}
    assert SIGNAL in words([year(part, quiet)], rest=True)


@pytest.mark.parametrize(
    ("rest", "earlier", "weeks", "why"),
    [
        (False, 0, 40, NO_EARLIER),
        (False, 1, 2, TOO_EARLY),
        (False, 1, 3, None),
        (False, 1, 4, None),
        (True, 0, 8, TOO_EARLY),
        (True, 0, 9, None),
        (True, 0, 10, None),
        (True, 1, 2, TOO_EARLY),
        (True, 1, 3, None),
    ],
)
def test_from_which_school_week_there_is_a_judgement(rest: bool, earlier: int, weeks: int, why: str | None) -> None:
    beside = SEASON if rest else None
    years = [year(hours(weeks=weeks), beside and beside[:weeks]), *[year(hours(), beside)] * earlier]
    found = weighed(years, NUMBERS, sick=False, rest=rest)
    assert found == why if why else not isinstance(found, str)
    if not why:
        first = 9 if rest and not earlier else 3
        assert len(found) == weeks - first + 1


@pytest.mark.parametrize(("weeks", "counts"), [(29, False), (30, True), (31, True)])
def test_a_year_of_few_weeks_is_no_earlier_year(weeks: int, counts: bool) -> None:
    found = weighed([year(hours()), year(hours(weeks=weeks))], NUMBERS, sick=False, rest=False)
    assert isinstance(found, str) != counts


@pytest.mark.parametrize(
    ("mean", "sick", "judged"), [(14.9, False, False), (15.1, False, True), (109, True, False), (111, True, True)]
)
def test_too_few_hours_are_not_judged(mean: float, sick: bool, judged: bool) -> None:
    """Five events a week: of three hours, or of 22 hours of sickness."""
    years = [year([mean] * 40)] * 2
    assert (weighed(years, NUMBERS, sick, rest=False) != TOO_SMALL) == judged


@pytest.mark.parametrize(("empty", "judged"), [(2, True), (3, False)])
def test_weeks_with_hardly_anything_are_not_judged(empty: int, judged: bool) -> None:
    years = [year([0.0] * empty + hours()[empty:]), year(hours())]
    assert (weighed(years, NUMBERS, sick=False, rest=False) != TOO_SMALL) == judged


def test_a_week_without_hours_counts_as_half_an_event() -> None:
    assert year([0.0, 1.0]).logs == pytest.approx([math.log(1.5 / 36_000), math.log(2.5 / 36_000)])


def test_a_missing_week_leaves_a_gap_and_no_step() -> None:
    """Weeks 10 and 11 are not there: those around them keep their numbers."""
    left = [place for place in range(40) if place not in (9, 10)]
    some = year_of([place + 1 for place in left], [hours()[place] for place in left], [36_000.0] * 38, event=3.0)
    found = weighed([some, year(hours()), year(hours())], NUMBERS, sick=False, rest=False)
    assert not isinstance(found, str)
    assert [some.weeks[step.place] for step, _ in found][:9] == [3, 4, 5, 6, 7, 8, 9, 12, 13]
    assert {word for _, word in found} == {ORDINARY}


def test_weeks_that_say_the_same_are_one_statement() -> None:
    found = judge(
        [frame(raised(15, 2.0, 10)), frame(hours()), frame(hours())], NUMBERS, sick=False, per=100.0, rest=False
    )
    assert len(found.calls) > len(found.told)
    assert [call.run for call in found.told] == list(range(len(found.told)))
    assert all(call.word in (LOOK, SIGNAL) for call in found.told)


def test_nothing_is_told_without_weeks() -> None:
    assert Judged().told == ()
    assert judge([frame([]), frame(hours())], NUMBERS, sick=False, per=100.0, rest=False).why == TOO_EARLY

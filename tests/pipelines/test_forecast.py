"""The chance to reach the 16-hour norm at a pupil's rate: exact, by what was known, and as often true as it says."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest

from pipelines.norm.cases import cases, outcomes
from pipelines.norm.forecast import BENDS, Learned, forecast
from pipelines.norm.history import Floats, NormHistory
from pipelines.statistics import forecast as model
from pipelines.statistics.calibration import Calibration, calibration, wilson
from pipelines.statistics.logistic import Logistic
from tests.pipelines.norm_arrays import DAYS, RULE, arrays

# Nothing learned: the chance is that of the rate. Seven columns of state follow the bends.
AS_RATED = Learned(Logistic(0.0, np.eye(1 + len(BENDS) + 7)[0]))


def simulated(pupils: int, days: int, seed: int, alike: float = np.inf) -> Floats:
    """Hours by the model's own assumptions: gamma rates between pupils, days by chance, hours from one distribution.

    With a finite `alike` each pupil has a distribution of hours of his or her own.
    """
    chance = np.random.default_rng(seed)
    sizes, share = np.array([1.0, 2.0, 7.0]), np.array([0.55, 0.30, 0.15])
    rates = np.minimum(chance.gamma(1.5, 1 / 25, pupils), 1)
    own = np.tile(share, (pupils, 1)) if np.isinf(alike) else chance.dirichlet(share * alike, pupils)
    drawn = np.stack([chance.choice(sizes, days, p=own[row]) for row in range(pupils)])
    return np.where(chance.random((pupils, days)) < rates[:, None], drawn, 0.0)


def with_pupil(hours: list[float], others: int = 60, days: int = 40) -> NormHistory:
    """A school of some pupils with a few hours each, and a first pupil with these hours on the last days."""
    school = np.zeros((others + 1, days))
    for row in range(1, others + 1):
        for n, day in enumerate(range(7 * row % 12, days, 12 + row % 9)):
            school[row, day] = 1 + (row + n) % 2
    school[0, days - len(hours) :] = hours
    return arrays(school)


def chance_of(history: NormHistory) -> float | None:
    return forecast(history, AS_RATED)["p0000"].chance


def last_chances(history: NormHistory) -> Floats:
    """Of the first pupil near the norm on the last day, per coming day."""
    found: Floats = cases(history, [history.place]).chances[0]
    return found


def measured(history: NormHistory) -> tuple[Calibration, Floats]:
    """The rate's chances of all week ends beside what came, and how far each chance was from it."""
    found = cases(history, history.week_ends)
    came, known = outcomes(history, found)
    kept = known & found.told
    chances, true, who = found.chances[kept, -1], came[kept, -1], found.student[kept]
    laid = calibration(chances.tolist(), true.tolist(), who.tolist(), RULE.band, RULE.z)
    assert laid is not None
    missed: Floats = true - chances
    return laid, missed


@pytest.mark.parametrize("seed", range(3))
def test_the_chance_equals_counting_every_course(seed: int) -> None:
    """Against the enumeration of all courses of four days with up to two sizes."""
    chance = np.random.default_rng(seed)
    rates, share = chance.random((2, 3)), chance.dirichlet([1, 1], 2)
    sizes, missing = np.array([1, 3]), np.array([[1, 3, 2, 9], [2, 2, 4, 5]])
    found = model.crossing(rates, sizes, share, missing, 8)
    for pupil, day in product(range(2), range(4)):
        expected = 0.0
        for rate, course in product(rates[pupil], product([0, 1, 2], repeat=day + 1)):
            weight, sums = 1.0, np.cumsum([0 if step == 0 else sizes[step - 1] for step in course])
            for step in course:
                weight *= 1 - rate if step == 0 else rate * share[pupil, step - 1]
            expected += weight / 3 * any(sums[n] >= missing[pupil, n] for n in range(day + 1))
        assert found[pupil, day] == pytest.approx(expected)


def test_a_prior_by_moments_finds_the_spread_between_pupils() -> None:
    chance = np.random.default_rng(1)
    exposure = chance.integers(15, 40, 20_000).astype(float)
    days = chance.poisson(chance.gamma(2.0, 1 / 40, 20_000) * exposure).astype(float)
    prior = model.prior_by_moments(days, exposure)
    assert prior is not None
    assert [prior.shape, prior.rate] == pytest.approx([2.0, 40.0], rel=0.1)


def test_pupils_without_any_difference_share_one_rate() -> None:
    prior = model.prior_by_moments(np.full(50, 2.0), np.full(50, 20.0))
    assert prior is not None
    assert model.likely_rates(prior, np.array([0.0, 20.0]), np.array([20.0, 20.0])) == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize("days", [np.array([]), np.array([3.0]), np.zeros(9)])
def test_nothing_to_learn_from_gives_no_prior(days: Floats) -> None:
    assert model.prior_by_moments(days, np.full(days.size, 20.0)) is None


def test_days_that_are_all_alike_weigh_without_end() -> None:
    """Sixths of an hour do not add up to the hair: pupils must not be seen to differ by rounding, to either side."""
    counts, size = np.array([3.0, 5.0, 7.0, 17.0]), 5 / 6
    assert model.likeness(counts, counts * size, float((counts * size**2).sum())) == np.inf
    own, other = np.array([[4.0, 0.0], [0.0, 0.0]]), np.array([2.0, 2.0])
    pupils = np.array([4.0, 4.0])
    weight = model.likeness(pupils, np.array([4.0, 8.0]), 4.0 + 16.0)
    assert model.hour_chances(other, own, weight) == pytest.approx(np.array([[1.0, 0.0], [0.5, 0.5]]), abs=1e-6)


def test_two_events_are_shrunk_towards_the_school() -> None:
    prior = model.Gamma(2.0, 40.0)
    few, many = model.likely_rates(prior, np.array([2.0, 20.0]), np.array([5.0, 50.0])).mean(axis=1)
    assert 0.05 < few < 0.1 < many < 0.4


@pytest.mark.parametrize(("hours", "near"), [([5.0, 4.0], False), ([5.0, 5.0], True), ([5.0, 6.0], True)])
def test_who_comes_near_has_a_chance(hours: list[float], near: bool) -> None:
    assert ("p0000" in forecast(with_pupil(hours), AS_RATED)) == near


def test_fifteen_hours_need_one_more_day_with_an_hour() -> None:
    """Nothing leaves within the ten days, so only the first day with hours matters, whatever its hours."""
    history = with_pupil([7.0, 8.0])
    days, exposure = (history.counted[:, 20:40] > 0).sum(axis=1).astype(float), np.full(61, 20.0)
    prior = model.prior_by_moments(days, exposure)
    assert prior is not None
    rates = model.likely_rates(prior, days[:1], exposure[:1])[0]
    assert last_chances(history) == pytest.approx([(1 - (1 - rates) ** n).mean() for n in range(1, 11)])


def test_hours_that_leave_lower_the_chance() -> None:
    """The same hours, seventeen school days ago: they leave on the third day ahead, and the chance stops growing."""
    late, early = with_pupil([7.0, 8.0]), with_pupil([7.0, 8.0, *[0.0] * 16])
    chances = [last_chances(history) for history in (late, early)]
    assert chances[1][1] == pytest.approx(chances[0][1])
    assert chances[1][-1] < chances[0][-1] / 2


def test_sixteen_hours_that_wait_for_the_seven_days_cross_on_the_first_day_that_may() -> None:
    """A report on Friday and sixteen hours on Monday and Tuesday: the next report is on the next Friday."""
    school = with_pupil([]).counted[:, :40]
    friday = next(n for n in range(30, 35) if DAYS["iso_weekday"][n] == 5)
    school = school[:, : friday + 3]
    school[0] = 0
    school[0, friday - 1 : friday + 3] = 8
    history = arrays(school)
    assert [made.end for made in history.reports if made.student == 0] == [friday]
    told = forecast(history, AS_RATED)["p0000"]
    assert told.chance == pytest.approx(1.0)
    assert told.crosses_on == history.days[friday + 5]


def test_the_coming_days_are_school_days() -> None:
    """Friday 25 October is the last day before the autumn holiday: the first day that counts is Monday 4 November."""
    history = with_pupil([1.0] * 15)
    assert history.days[history.place] == date(2024, 10, 25)
    place = int(np.argmax(last_chances(history) >= 0.8))
    assert place < 5
    assert forecast(history, AS_RATED)["p0000"].crosses_on == date(2024, 11, 4) + timedelta(place)


@pytest.mark.parametrize(("days", "told"), [(14, False), (15, True), (16, True)])
def test_with_less_than_three_school_weeks_there_is_no_forecast(days: int, told: bool) -> None:
    found = forecast(with_pupil([5.0, 6.0], days=days), AS_RATED)
    assert (found["p0000"].chance is not None) == told
    assert told or found["p0000"].crosses_on is None


@pytest.mark.parametrize(("others", "told"), [(3, False), (4, True), (5, True)])
def test_with_fewer_than_five_pupils_there_is_no_forecast(others: int, told: bool) -> None:
    assert (chance_of(with_pupil([5.0, 6.0], others=others)) is not None) == told


def test_clock_hours_of_fifty_minutes_are_counted_in_parts() -> None:
    """Nineteen lessons of fifty minutes are 15 5/6 hours: any further lesson makes the norm; eighteen need two."""
    near, far = (chance_of(arrays(with_pupil([lessons]).counted[:, :40] * 5 / 6)) for lessons in (19.0, 18.0))
    assert near is not None
    assert far is not None
    assert far < near


def test_later_registrations_do_not_change_what_was_known() -> None:
    """Neither the chance nor the state of a day knows more than that day did."""
    hours = simulated(200, 150, 3)
    whole, until = arrays(hours), arrays(hours[:, :120])
    there, alone = cases(whole, [119]), cases(until, [119])
    assert there.student.tolist() == alone.student.tolist() != []
    assert there.chances == pytest.approx(alone.chances)
    assert there.state == pytest.approx(alone.state)


@pytest.mark.parametrize("alike", [np.inf, 3.0])
@pytest.mark.parametrize("seed", range(2))
def test_chances_come_true_as_often_as_they_say(seed: int, alike: float) -> None:
    """On simulated schools of which the assumptions hold; the noise is that of pupils and not of cases."""
    found, missed = measured(arrays(simulated(1500, 380, seed, alike)))
    assert found.shown > 1000
    assert abs(found.happened - found.expected) < 1.5 * found.noise
    share = found.happened / found.shown
    assert (missed**2).mean() < 0.95 * share * (1 - share)
    for band in found.bands:
        if band.pupils >= 20 and band.lower is not None and band.upper is not None:
            reach = band.upper - band.lower
            assert band.lower - reach < band.expected / band.shown < band.upper + reach


def test_a_model_that_exaggerates_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    likely = model.likely_rates
    monkeypatch.setattr(model, "likely_rates", lambda *given: np.minimum(1.5 * likely(*given), 1))
    found, _ = measured(arrays(simulated(1500, 380, 0)))
    assert abs(found.happened - found.expected) > 1.5 * found.noise


def test_own_days_help_when_pupils_differ_in_them() -> None:
    hours = simulated(1500, 380, 1, alike=2.0)
    _, shrunk = measured(arrays(hours))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "likeness", lambda *_: np.inf)
        _, of_school = measured(arrays(hours))
    assert (shrunk**2).mean() < (of_school**2).mean()


def test_bands_count_their_lower_edge() -> None:
    found = calibration([0.0, 0.19, 0.2, 0.6, 1.0], [False, False, True, False, True], [1, 1, 2, 3, 3], 0.2, 1.96)
    assert found is not None
    assert [(band.shown, band.pupils, band.happened) for band in found.bands] == [
        (2, 1, 0),
        (1, 1, 1),
        (0, 0, 0),
        (1, 1, 0),
        (1, 1, 1),
    ]
    assert found.bands[2].lower is None
    assert (found.shown, found.pupils, found.happened) == (5, 3, 2)
    assert calibration([], [], [], 0.2, 1.96) is None


def test_the_interval_of_wilson() -> None:
    """7 of 10 lies between 40 and 89 per cent: a known example."""
    assert wilson(0.7, 10, 1.96) == pytest.approx((0.397, 0.892), abs=0.001)

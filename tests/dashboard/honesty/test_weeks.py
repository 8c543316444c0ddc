"""The week trend in invented schools: seldom a signal without a cause, and a large rise seen, on seeds of their own."""

import numpy as np
import pytest

from dashboard.commands.honesty import weeks
from data.worlds.weeks import HARD, HIGH_WAVES, SICK, UNAUTHORISED, Planted, weekly_hours
from data.worlds.world import WORLDS
from pipelines.statistics.normal import ORDINARY, SIGNAL
from protocols.week_trend import week_trend

SEED = 2026
NUMBERS = week_trend()


@pytest.mark.parametrize("absence", [UNAUTHORISED, SICK])
@pytest.mark.parametrize("kind", weeks.BEST)
def test_a_signal_is_rare_without_a_cause(absence: str, kind: weeks.Kind) -> None:
    """Of 100 charts at most 13 in a world, where 5 are promised: the chance of more is under 1 in 1,000."""
    made = weekly_hours(np.random.default_rng(SEED), WORLDS["ar 0.7"], absence, 100, stronger=weeks.TRIED)
    told = [{word for _, word in found} for found in weeks.charts(made, absence, kind, NUMBERS)]
    assert all(told)
    assert sum(SIGNAL in found for found in told) <= 13
    # And it is judged: some chart has a kijk.
    assert any(found != {ORDINARY} for found in told)


def test_a_large_rise_is_seen_in_its_weeks() -> None:
    made = weekly_hours(np.random.default_rng(SEED), WORLDS["season"], UNAUTHORISED, 60, Planted(2.0))
    seen = 0
    for school, found in enumerate(weeks.charts(made, UNAUTHORISED, weeks.Kind("school", 2), NUMBERS)):
        start = int(made.start[school])
        seen += any(word == SIGNAL and step.score > 0 and start <= step.place < start + 6 for step, word in found)
    assert seen >= 54


def test_the_invented_weeks_are_those_of_the_demo() -> None:
    """Its level (353 of 35,900 hours a week, 1,470 sick), its rise through the year, and the same for the same seed."""
    rng = np.random.default_rng(SEED)
    for absence, percent in ((UNAUTHORISED, 1.0), (SICK, 4.1)):
        made = weekly_hours(rng, WORLDS["season"], absence, 200)
        missed, scheduled = made.missed.sum(1), made.scheduled.sum(1)
        assert 100 * missed.sum() / scheduled.sum() == pytest.approx(percent, rel=0.15)
        assert missed.shape == (200, 3, 40)
    unauthorised = weekly_hours(rng, WORLDS["season"], UNAUTHORISED, 200).missed.sum((0, 1, 2))
    assert unauthorised[-4:].mean() > 1.8 * unauthorised[:4].mean()
    again = weekly_hours(np.random.default_rng(SEED), WORLDS["hard"], SICK, 5)
    assert (again.missed == weekly_hours(np.random.default_rng(SEED), WORLDS["hard"], SICK, 5).missed).all()
    assert weekly_hours(rng, WORLDS["missing weeks"], SICK, 50).complete.mean() == pytest.approx(0.9, abs=0.02)


@pytest.mark.long
def test_every_promise_of_false_ones_is_kept() -> None:
    """The upper end of the interval lies under the limit in every world, as `bench --honesty` says."""
    broken = [line for line in weeks.measure(SEED, 300) if not line.effect and not line.holds]
    assert broken == []


@pytest.mark.long
@pytest.mark.parametrize(("absence", "least"), [(UNAUTHORISED, 0.65), (SICK, 0.50)])
def test_half_as_much_again_is_seen_in_the_hard_world(absence: str, least: float) -> None:
    made = weekly_hours(np.random.default_rng(SEED), HARD, absence, 400, Planted(1.5), HIGH_WAVES)
    line = weeks.seen(made, absence, weeks.Kind("school", 2), weeks.HARD_NAME, 1.5, NUMBERS)
    assert line.found / line.of >= least

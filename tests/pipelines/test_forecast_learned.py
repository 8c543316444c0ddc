"""What is learned of earlier school years: who stands how, never by what came later, and as often true as it says."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from dashboard.commands.honesty.hours import FAR, told
from data.worlds.hours import Hours, history_of, school_hours
from data.worlds.world import WORLDS
from pipelines.norm import forecast as norm_forecast
from pipelines.norm.cases import Cases, cases, outcomes
from pipelines.norm.forecast import Learned, backtest, forecast, learn, learned, past
from pipelines.norm.history import Bools, Floats, NormHistory, Rule
from pipelines.statistics.logistic import Logistic, fit
from tests.pipelines.norm_arrays import RULE, arrays


@pytest.fixture(scope="module")
def school() -> NormHistory:
    """Three school years in which absence comes in stretches."""
    return history_of(school_hours(np.random.default_rng(4), WORLDS["bouts"], pupils=300), RULE)


def test_a_ridge_is_the_lowest_point_of_what_it_weighs() -> None:
    """Against a general minimiser, on features of different widths."""
    chance = np.random.default_rng(1)
    features = chance.normal(size=(400, 3)) * [1.0, 5.0, 0.2] + [0.0, 2.0, 1.0]
    came = chance.random(400) < 1 / (1 + np.exp(-(features @ [1.0, -0.3, 2.0] - 1)))
    before = np.array([1.0, 0.0, 0.0])
    middle, width = features.mean(axis=0), features.std(axis=0)

    def badness(at: Floats) -> float:
        odds = at[0] + (features - middle) / width @ at[1:]
        pull = 0.1 * (at[0] - middle @ before) ** 2 + 20.0 * ((at[1:] - before * width) ** 2).sum()
        return float(np.logaddexp(0, odds).sum() - odds[came].sum() + pull / 2)

    best = minimize(badness, np.zeros(4), method="BFGS", options={"gtol": 1e-8}).x
    found = fit(features, came, before, 20.0)
    assert found.slopes == pytest.approx(best[1:] / width, abs=1e-4)
    assert found.level == pytest.approx(best[0] - middle @ (best[1:] / width), abs=1e-4)


def test_without_cases_it_stays_what_it_was() -> None:
    found = fit(np.zeros((0, 2)), np.zeros(0, dtype=bool), np.array([1.0, 0.0]))
    assert (found.level, found.slopes.tolist()) == (0.0, [1.0, 0.0])


def test_cases_that_part_wholly_give_no_endless_slope() -> None:
    features = np.linspace(-1, 1, 1000)[:, None]
    found = fit(features, features[:, 0] > 0, np.array([0.0]))
    assert np.isfinite(found.slopes).all()
    assert 1 < found.slopes[0] < 20


def test_how_a_pupil_stands_is_counted_by_hand() -> None:
    """Columns: today, two, three on end; hours of five days; whole days of ten; missing; leaving within ten days."""
    hours = np.zeros((7, 40))
    hours[:6, 3] = 1.0
    hours[6, [22, 31, 36, 38, 39]] = 4.0, 7.0, 1.0, 2.0, 1.0
    history = arrays(hours)
    found = cases(history, [38, 39])
    assert found.student.tolist() == [6, 6]
    # The hours of day 22 leave on day 42: four school weeks of five days.
    assert found.state * [1, 1, 1, 16, 1, 16, 16] == pytest.approx(
        np.array([[1, 0, 0, 3, 1, 2, 4], [1, 1, 0, 4, 1, 1, 4]], dtype=float)
    )


def test_three_days_on_end_are_more_than_two() -> None:
    hours = np.zeros((6, 40))
    hours[:5, 3] = 1.0
    hours[5, 36:] = 3.0
    found = cases(arrays(hours), [39])
    assert found.state[:, :3].tolist() == [[1.0, 1.0, 1.0]]


def test_what_came_is_a_report_on_one_of_the_coming_days(school: NormHistory) -> None:
    found = cases(school, range(0, school.place + 1, 7))
    came, known = outcomes(school, found)
    for n in range(0, found.place.size, 5):
        ends = {made.possible for made in school.reports if made.student == found.student[n]}
        place = int(found.place[n])
        assert came[n].tolist() == [any(place < end <= place + day for end in ends) for day in range(1, 11)]
        assert known[n] == (place + 10 <= school.place)


def test_days_before_an_incomplete_week_teach_nothing() -> None:
    """Nobody can say whether a report would have come in a week that was not imported."""
    history = arrays(np.full((6, 60), 0.8))
    known = replace(history, known=history.known & ~np.isin(np.arange(len(history.days)), range(40, 45)))
    found = cases(history, range(15, 60))
    _, whole = outcomes(history, found)
    _, some = outcomes(known, found)
    assert set(found.place[whole]) - set(found.place[some]) == set(range(30, 44)) & set(found.place)


@pytest.mark.parametrize(("cases_there", "able"), [(-1, False), (0, True), (1, True)])
def test_with_fewer_cases_there_is_no_chance(school: NormHistory, cases_there: int, able: bool) -> None:
    before = past(school)
    least = before.cases.place.size - cases_there
    taught = learned(replace(RULE, min_cases=least), before)
    assert (taught is not None) == able
    found = forecast(school, taught)
    assert found
    assert any(one.chance is not None for one in found.values()) == able


def test_a_school_in_its_first_year_has_nothing_to_learn_from() -> None:
    """Nor has one without pupils or days."""
    hours = school_hours(np.random.default_rng(4), WORLDS["bouts"], pupils=300)
    first = Hours(hours.counted[:, :150], hours.enrolled[:, :150], hours.known[:150])
    history = history_of(first, RULE)
    assert past(history).cases.place.size == 0
    assert learned(RULE, past(history)) is None
    assert backtest(history, past(history)) is None
    assert {one.chance for one in forecast(history, None).values()} == {None}
    nobody = replace(arrays(np.zeros((2, 1))), place=-1)
    assert forecast(nobody, None) == {}
    assert backtest(nobody, past(nobody)) is None


def test_every_day_of_a_school_year_learns_of_the_same(school: NormHistory) -> None:
    """Of the days before it, whatever came since."""
    hours = school_hours(np.random.default_rng(4), WORLDS["bouts"], pupils=300)
    end = school.year_begin + 20
    early = past(history_of(Hours(hours.counted[:, :end], hours.enrolled[:, :end], hours.known[:end]), RULE))
    late = past(school)
    assert early.cases.place.tolist() == late.cases.place.tolist()
    assert early.came.tolist() == late.came.tolist()
    assert early.cases.chances == pytest.approx(late.cases.chances)
    assert late.cases.place.max() + RULE.horizon < school.year_begin


def test_no_school_year_is_judged_by_what_itself_taught(school: NormHistory, monkeypatch: pytest.MonkeyPatch) -> None:
    taught: list[set[int]] = []
    judged: list[set[int]] = []

    def years(found: Cases) -> set[int]:
        return set(school.year_start[found.place].tolist())

    def learning(rule: Rule, found: Cases, came: Bools) -> Learned | None:
        taught.append(years(found))
        return learn(rule, found, came)

    def telling(self: Learned, found: Cases) -> Floats:
        judged.append(years(found))
        return found.chances

    monkeypatch.setattr(norm_forecast, "learn", learning)
    monkeypatch.setattr(Learned, "chances", telling)
    assert backtest(school, past(school)) is not None
    assert len(taught) == len(judged) == 3
    for learns, told_of in zip(taught, judged, strict=True):
        assert learns
        assert told_of
        assert not learns & told_of


def test_what_cannot_fail_or_happen_is_not_learned(school: NormHistory) -> None:
    found = past(school).cases
    sure = found.those((found.chances[:, -1] == 0) | (found.chances[:, -1] == 1))
    assert sure.place.size
    told_of = Learned(Logistic(-3.0, np.zeros(11))).chances(sure)
    assert told_of == pytest.approx(sure.chances)


def test_a_day_is_named_only_from_a_likely_chance(school: NormHistory) -> None:
    """At, just under and just above the number of the settings."""
    for level, named in ((0.799, False), (0.8001, True)):
        taught = Learned(Logistic(float(np.log(level / (1 - level))), np.zeros(11)))
        found = [one for one in forecast(school, taught).values() if one.chance not in (None, 0.0, 1.0)]
        assert found
        assert {round(one.chance or 0, 4) for one in found} == {level}
        assert all((one.crosses_on is not None) == named for one in found)


def _off(chances: Floats, came: Bools) -> float:
    """How far the worst of five groups with enough cases is off."""
    group = np.minimum((chances * 5).astype(int), 4)
    apart = [abs((chances - came)[group == n].mean()) for n in range(5) if (group == n).sum() >= 300]
    return float(max(apart))


def test_where_absence_comes_in_stretches_state_is_what_makes_it_true() -> None:
    """The chance of the rate alone is up to thirty points too sure there; the learned one is not."""
    found = told(np.random.default_rng([3, 1]), WORLDS["bouts"], pupils=600)
    assert found is not None
    assert _off(found.chances, found.came) < FAR
    history = history_of(school_hours(np.random.default_rng([3, 1]), WORLDS["bouts"], pupils=600), RULE)
    rated = cases(history, range(history.year_begin, history.place + 1))
    came, known = outcomes(history, rated)
    kept = known & rated.told
    assert _off(rated.chances[kept, -1], came[kept, -1]) > 0.3


@pytest.mark.long
@pytest.mark.parametrize("world", list(WORLDS))
def test_nine_of_ten_schools_are_told_the_truth(world: str) -> None:
    place = list(WORLDS).index(world)
    found = [told(np.random.default_rng([17, place, n]), WORLDS[world]) for n in range(20)]
    told_of = [one for one in found if one]
    assert len(told_of) > 15
    assert sum(_off(one.chances, one.came) <= FAR for one in told_of) >= 0.9 * len(told_of)

"""Shares per afdeling, rising and recovered, the early list, and sick together with unauthorised absence."""

import random
from datetime import date
from math import comb
from pathlib import Path

import pytest

from pipelines.calendar import school_days
from pipelines.models.snapshot import Snapshot
from pipelines.questions.early import early, is_meant
from pipelines.questions.sick_changes import QUIET, RECOVERED, RISING, changes
from pipelines.questions.worrying import together, worrying_shares
from pipelines.statistics.changes import LEAST_SHAPE, MOST_SHAPE, predict, shape
from pipelines.statistics.shares import band
from pipelines.viewer import CARE, NOBODY, Selection, Viewer, of_afdelingen, of_schools
from tests.pipelines.histories import SCOPE, YEAR, Case, Registration, School, make_snapshot, rows_of, settings, spread
from tests.pipelines.test_rates import AFDELINGEN, snapshot_of

NO_CARE = [NOBODY, of_schools("s"), of_schools("t", rights=CARE)]
LOOK, SIGNAL = 1.96, 3.09


def reports(student: str, days: list[date]) -> list[Registration]:
    """One sick lesson hour on each day."""
    return [Registration(student, day, 1, "ziek") for day in days]


def present(students: list[str], on: date) -> list[Registration]:
    """Something of everyone that is no absence of interest: on the first day of the year and on the day itself."""
    return [Registration(student, day, 8, "medisch") for student in students for day in (YEAR[0], on)]


# --- shares ---------------------------------------------------------------------------------------------------------


def outside(pupils: int, share: float, deviations: float) -> float:
    """Chance that a group falls outside its band, term by term."""
    low, high = band(pupils, share, deviations)
    inside = sum(comb(pupils, n) * share**n * (1 - share) ** (pupils - n) for n in range(low, high + 1))
    return 1 - inside


@pytest.mark.parametrize("share", [0.02, 0.11, 0.5])
@pytest.mark.parametrize("pupils", [1, 5, 28, 150, 240])
def test_a_group_leaves_the_band_by_chance_no_more_often_than_the_level_says(pupils: int, share: float) -> None:
    assert outside(pupils, share, LOOK) <= 0.05
    assert outside(pupils, share, SIGNAL) <= 0.0021


def test_the_band_is_as_narrow_as_that_allows() -> None:
    """One pupil less or more on either side would be too many."""
    low, high = band(150, 0.11, LOOK)
    tails = [
        sum(comb(150, n) * 0.11**n * 0.89 ** (150 - n) for n in part) for part in (range(low + 1), range(high, 151))
    ]
    assert all(chance > 0.025 for chance in tails)
    assert band(0, 0.1, LOOK) == (0, 0)
    assert band(10, 0.0, LOOK) == (0, 0)


def test_the_funnel_holds_its_rate_on_schools_where_all_are_alike() -> None:
    """Two hundred simulated years of eight equal afdelingen of 140 pupils, each with the school's own share."""
    randomness = random.Random(20261124)
    look = signal = 0
    for _ in range(200):
        ill = [sum(randomness.random() < 0.11 for _ in range(140)) for _ in range(8)]
        usual = sum(ill) / (8 * 140)
        for deviations in (LOOK, SIGNAL):
            low, high = band(140, usual, deviations)
            found = sum(not low <= n <= high for n in ill)
            look, signal = (look + found, signal) if deviations == LOOK else (look, signal + found)
    assert 0 < look / 1600 <= 0.05
    assert signal / 1600 <= 0.002


@pytest.fixture(scope="module")
def two_afdelingen(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Thirty pupils above, of whom twelve are ill often; thirty below, of whom one is; one left in between."""
    names = [f"{n:02}" for n in range(60)]
    often = [*names[:12], names[30]]
    rows = [*(r for name in often for r in reports(name, YEAR[0:20:5])), *present(names, YEAR[40])]
    rows += reports("61", YEAR[0:20:5])
    placements = "\n".join(f"{n};{'H4a;4' if int(n) < 30 else 'H1a;1'};1-8-2026;" for n in names)
    folder = tmp_path_factory.mktemp("aandeel")
    return snapshot_of(folder, placements + "\n61;H1a;1;1-8-2026;2-10-2026", rows)


def test_a_share_beside_its_band(two_afdelingen: Snapshot) -> None:
    found = worrying_shares(two_afdelingen, SCOPE, YEAR[40], "s")
    assert rows_of(found, "afdeling", "students", "worrying", "word", "above") == [
        ("onder", 30, 1, "kijk", False),
        ("boven", 30, 12, "kijk", True),
    ]
    low, high = band(30, 13 / 60, LOOK)
    assert (
        rows_of(found, "school_students", "school_worrying", "look_low", "look_high")
        == [(60, 13, low / 30, high / 30)] * 2
    )
    assert found["national_share"].to_list() == [0.11, 0.11]
    assert found["signal_high"][0] > found["look_high"][0]


def test_the_share_is_of_the_day(two_afdelingen: Snapshot) -> None:
    """Before the fourth report nobody; on it everybody; the pupil who left counted until the last day."""
    assert worrying_shares(two_afdelingen, SCOPE, YEAR[14], "s")["worrying"].sum() == 0
    assert worrying_shares(two_afdelingen, SCOPE, YEAR[15], "s")["worrying"].sum() == 14
    before = worrying_shares(two_afdelingen, SCOPE, date(2026, 10, 2), "s")
    after = worrying_shares(two_afdelingen, SCOPE, date(2026, 10, 3), "s")
    assert (before["students"].sum(), after["students"].sum()) == (61, 60)


def test_a_part_stands_beside_the_whole_school(two_afdelingen: Snapshot) -> None:
    """A choice and a limited right show fewer rows, and the same school."""
    limited = of_afdelingen("s", "boven", rights=CARE)
    for viewer, chosen in ((SCOPE, Selection(afdelingen=("boven",))), (limited, Selection())):
        found = worrying_shares(two_afdelingen, viewer, YEAR[40], "s", chosen)
        assert rows_of(found, "afdeling", "school_students") == [("boven", 60)]


@pytest.mark.parametrize("viewer", NO_CARE)
def test_without_the_right_to_care_there_is_nothing(two_afdelingen: Snapshot, viewer: Viewer) -> None:
    on = YEAR[40]
    assert worrying_shares(two_afdelingen, viewer, on, "s").is_empty()
    assert together(two_afdelingen, viewer, on, "s").students == 0
    assert changes(two_afdelingen, viewer, on, "s").pupils.is_empty()
    assert changes(two_afdelingen, viewer, on, "s").tests["tested"].sum() == 0
    found = early(two_afdelingen, viewer, on, "s")
    assert (found.pupils.height, found.outlook.height) == (0, 0)


# --- rising and recovered -------------------------------------------------------------------------------------------


def test_a_prediction_is_the_gamma_poisson_one() -> None:
    """Two spells where one was usual, one usual to come, shape 1: mean (1 + 2) / (1 + 1); P(none) = (2/3)^3."""
    found = predict(2, 1.0, 1.0, 1.0)
    assert found.mean == pytest.approx(1.5)
    assert found.at_most(0) == pytest.approx((2 / 3) ** 3)
    assert found.at_least(0) == 1
    assert found.at_least(2) == pytest.approx(1 - (2 / 3) ** 3 - 3 * (2 / 3) ** 3 / 3)


@pytest.mark.parametrize("earlier", [0, 1, 5])
@pytest.mark.parametrize("spread_", [LEAST_SHAPE, 2.0, MOST_SHAPE])
def test_two_events_raise_no_alarm(earlier: int, spread_: float) -> None:
    """However little was expected: the number from which it is rising is never under three."""
    for expected in (0.01, 0.1, 0.5, 3.0):
        assert predict(earlier, expected, expected, spread_).rising_from(0.01, 3) >= 3


def test_the_limits_are_the_first_beyond_the_level() -> None:
    prediction = predict(10, 2.0, 4.0, 2.0)
    up, down = prediction.rising_from(0.01, 3), prediction.recovered_to(0.01)
    assert prediction.at_least(up) < 0.01 <= prediction.at_least(up - 1)
    assert prediction.at_most(down) < 0.01 <= prediction.at_most(down + 1)
    assert predict(1, 1.0, 0.3, 2.0).recovered_to(0.01) == -1, "none is what chance gives"


def test_the_spread_between_pupils() -> None:
    assert shape([1, 1, 1], [1.0, 1.0, 1.0]) == MOST_SHAPE
    assert shape([0, 0, 0, 8], [2.0] * 4) == pytest.approx(16 / (4 + 4 + 4 + 36 - 8))
    assert shape([], []) == MOST_SHAPE


@pytest.mark.parametrize("seed", range(3))
def test_without_changes_no_more_than_the_expected_are_called_rising(seed: int) -> None:
    """A school where every pupil keeps his or her own rate."""
    randomness = random.Random(seed)
    people = [randomness.gammavariate(2.0, 0.5) for _ in range(1500)]

    def draw(mean: float) -> int:
        return sum(randomness.random() < mean / 40 for _ in range(40))

    earlier, recent = [draw(2.0 * factor) for factor in people], [draw(0.6 * factor) for factor in people]
    before, now = sum(earlier) / 1500, sum(recent) / 1500
    spread_ = shape(earlier, [before] * 1500)
    predictions = [predict(n, before, now, spread_) for n in earlier]
    limits = [p.rising_from(0.01, 3) for p in predictions]
    expected = sum(p.at_least(n) for p, n in zip(predictions, limits, strict=True))
    found = sum(n >= limit for n, limit in zip(recent, limits, strict=True))
    assert expected <= 15
    assert found <= expected + 3 * expected**0.5


EARLIER, RECENT = YEAR[0:20], YEAR[20:40]  # eight school weeks, the last four of them recent


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Forty pupils of whom most are never ill: one twice, one four times, in the recent weeks; one stopped."""
    names = [f"p{n:02}" for n in range(40)]
    rows = [
        *present(names, RECENT[-1]),
        *(r for n in range(10) for r in reports(f"p{n:02}", [EARLIER[n], RECENT[n + 9]])),
    ]
    rows += [*reports("p10", RECENT[0:4:3]), *reports("p11", RECENT[0:8:2]), *reports("p12", EARLIER[0:14:2])]
    return make_snapshot(tmp_path_factory.mktemp("verandering"), rows)


def test_who_rises_and_who_is_quiet(changing: Snapshot) -> None:
    """Four spells against none are more than chance, two are not; a pupil without a sick day is quiet, as a fact."""
    found = changes(changing, SCOPE, RECENT[-1], "s")
    assert rows_of(found.pupils, "student_id", "state", "earlier", "recent", "days_earlier", "days_recent") == [
        ("p12", QUIET, 7, 0, 20, 20),
        ("p11", RISING, 0, 4, 20, 20),
    ]
    assert found.pupils.filter(state=RISING)["p"].item() < 0.01
    tests = {row["state"]: row for row in found.tests.iter_rows(named=True)}
    assert (tests[RISING]["tested"], tests[RISING]["found"]) == (40, 1)
    assert 0 < tests[RISING]["expected"] < 1
    assert 0 < tests[RISING]["power"] < 1
    assert (tests[RECOVERED]["found"], tests[RECOVERED]["expected"]) == (0, 0)
    assert (tests[QUIET]["tested"], tests[QUIET]["found"]) == (1, 1)
    assert 0 < tests[QUIET]["expected"] < 1


@pytest.mark.parametrize(("day", "tested"), [(0, 0), (19, 0), (38, 0), (39, 40)])
def test_as_much_time_before_as_now(changing: Snapshot, day: int, tested: int) -> None:
    """The eighth school week ends with as many days before the recent ones as in them."""
    assert changes(changing, SCOPE, YEAR[day], "s").tests.filter(state=RISING)["tested"].item() == tested


def test_a_choice_leaves_the_comparison(changing: Snapshot) -> None:
    limited = of_afdelingen("s", "nergens", rights=CARE)
    assert changes(changing, limited, RECENT[-1], "s").tests["tested"].to_list() == [0, 0, 0]


# --- the early list -------------------------------------------------------------------------------------------------

BEFORE = school_days("midden", date(2025, 9, 1), date(2026, 7, 17))


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Twenty pupils; this year p0 has four early days, p1 three, p2 one; last year p3 was early and ill again later."""
    names = [f"p{n}" for n in range(20)]
    rows = [Registration(name, day, 8, "medisch") for name in names for day in (BEFORE[0], YEAR[0], YEAR[60])]
    rows += [*spread("p0", "ziek", 4), *reports("p1", [YEAR[2], YEAR[4], YEAR[24]]), *reports("p2", [YEAR[24]])]
    rows += reports("p1", [YEAR[25]])
    rows += [*reports("p3", BEFORE[0:6:2]), *reports("p3", BEFORE[60:68:2]), *reports("p4", BEFORE[60:68:2])]
    return make_snapshot(tmp_path_factory.mktemp("vroeg"), rows)


def test_the_early_list_after_five_school_weeks(autumn: Snapshot) -> None:
    """A tenth of twenty pupils is two: two days or more. The sixth week adds nothing to it."""
    found = early(autumn, SCOPE, YEAR[24], "s")
    columns = ("student_id", "hours", "days", "spells", "last_sick_day")
    assert rows_of(found.pupils, *columns) == [("p0", 4, 4, 1, YEAR[3]), ("p1", 3, 3, 3, YEAR[24])]
    later = early(autumn, SCOPE, YEAR[30], "s")
    assert rows_of(later.pupils, *columns) == rows_of(found.pupils, *columns)


def test_the_early_list_before_the_weeks_are_over(autumn: Snapshot) -> None:
    found = early(autumn, SCOPE, YEAR[4], "s")
    assert rows_of(found.pupils, "student_id", "days") == [("p0", 4), ("p1", 2)]


@pytest.mark.parametrize(("day", "meaningful"), [(9, False), (10, True), (49, True), (50, False)])
def test_when_the_early_list_means_something(autumn: Snapshot, day: int, meaningful: bool) -> None:
    """From the third to the tenth school week."""
    assert is_meant(autumn, SCOPE, YEAR[day], "s") is meaningful


def test_what_the_early_list_came_to_last_year(autumn: Snapshot) -> None:
    """p3, early, and p4, not early, both met the criteria later; of eighteen others nobody."""
    found = early(autumn, SCOPE, YEAR[24], "s")
    assert rows_of(found.outlook, "group", "students", "later_worrying") == [("vroeg", 1, 1), ("overig", 19, 1)]
    assert early(autumn, SCOPE, BEFORE[24], "s").outlook.is_empty()


def test_no_school_week_yet_and_nobody_ill(autumn: Snapshot) -> None:
    august = early(autumn, SCOPE, date(2026, 8, 10), "s")
    assert august.pupils.height == 0
    assert "days" in august.pupils.columns


# --- sick and unauthorised ------------------------------------------------------------------------------------------


BOTH = School(until=YEAR[90])


def both(hours: int) -> Case:
    """A klas of three: one ill often and away so many hours, one ill often and away without a reason, one with leave."""
    rows = [*reports("a", YEAR[0:20:5]), *spread("a", "weg", hours, start=30, hours=2), *reports("b", YEAR[0:20:5])]
    rows += [Registration("a", YEAR[30], 1, "spijbelen"), *spread("b", "onbekend", 9, start=30)]
    rows += [Registration("c", YEAR[50], 1, "medisch")]
    return BOTH.case(rows, klas=dict.fromkeys("abc", f"H{hours}"))


HOURS = {hours: both(hours) for hours in (4, 5, 6)}


@pytest.mark.parametrize(("hours", "found"), [(4, []), (5, ["a"]), (6, ["a"])])
def test_worrying_and_unauthorised_in_the_same_weeks(hours: int, found: list[str]) -> None:
    """Five judged hours; a lesson with two registrations counts once, and without a known reason makes nobody appear."""
    result = together(BOTH.snapshot, SCOPE, YEAR[50], "s", Selection(klassen=(f"H{hours}",)))
    pupils = HOURS[hours].of(result.pupils)
    assert pupils.height == result.pupils.height
    assert pupils["student_id"].to_list() == found
    assert (result.students, result.worrying, result.unauthorised) == (3, 2, len(found))
    assert result.expected == pytest.approx(2 * len(found) / 3)
    assert result.no_more_than_chance
    if found:
        assert rows_of(pupils, "hours_judged", "hours_unknown", "sick_spells", "sick_days") == [(hours, 0, 4, 4)]


BOTH.case([*reports("a", YEAR[0:20:5]), *spread("a", "weg", 8, start=50)], klas={"a": "H1"})


def test_only_in_the_same_twelve_school_weeks() -> None:
    """Ill in September and away in December: on the day on which the last sick day leaves the window, no longer."""
    snapshot, chosen = BOTH.snapshot, Selection(klassen=("H1",))
    last_sick = YEAR.index(date(2026, 9, 21))
    assert YEAR[15] == YEAR[last_sick]
    inside = [day for day in YEAR if day <= date(2026, 12, 18)][-1]
    assert together(snapshot, SCOPE, inside, "s", chosen).pupils.height == 1
    assert together(snapshot, SCOPE, date(2027, 1, 4), "s", chosen).pupils.is_empty()


def test_late_and_sent_out_are_no_absence_here(tmp_path: Path) -> None:
    rows = [*reports("a", YEAR[0:20:5]), *spread("a", "laat", 8, start=30), *spread("a", "uit", 8, start=30)]
    toml = settings("kgc-2021", more=AFDELINGEN)
    assert together(make_snapshot(tmp_path, rows, toml=toml), SCOPE, YEAR[37], "s").unauthorised == 0

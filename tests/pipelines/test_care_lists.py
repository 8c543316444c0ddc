"""Shares per afdeling, rising and recovered, the early list, and sick together with unauthorised absence."""

import random
from datetime import date, timedelta
from math import comb
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines.calendar import school_days
from pipelines.models.snapshot import Snapshot
from pipelines.questions.early import early, is_meant
from pipelines.questions.sick_changes import QUIET, RISING, changes, judge
from pipelines.questions.sick_patterns import more_than_chance
from pipelines.questions.worrying import together, worrying_shares
from pipelines.statistics.shares import band
from pipelines.viewer import CARE, NOBODY, Selection, Viewer, of_afdelingen, of_schools
from protocols.load import load_settings
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
    """A choice shows fewer rows and the same school; who sees a part only, gets its share in whole percents and no counts."""
    limited = of_afdelingen("s", "boven", rights=CARE)
    for viewer, chosen, school in (
        (SCOPE, Selection(afdelingen=("boven",)), (60, 13, 13 / 60)),
        (limited, Selection(), (None, None, 0.22)),
    ):
        found = worrying_shares(two_afdelingen, viewer, YEAR[40], "s", chosen)
        assert rows_of(found, "afdeling", "school_students", "school_worrying", "school_share") == [("boven", *school)]
        assert (found["worrying"].item(), found["word"].item()) == (12, "kijk")


@pytest.mark.parametrize("viewer", NO_CARE)
def test_without_the_right_to_care_there_is_nothing(two_afdelingen: Snapshot, viewer: Viewer) -> None:
    on = YEAR[40]
    assert worrying_shares(two_afdelingen, viewer, on, "s").is_empty()
    assert together(two_afdelingen, viewer, on, "s").students == 0
    assert changes(two_afdelingen, viewer, on, "s").pupils.is_empty()
    assert changes(two_afdelingen, viewer, on, "s").tests["tested"].sum() == 0
    found = early(two_afdelingen, viewer, on, "s")
    assert (found.pupils.height, found.outlook.height) == (0, 0)


# --- rising and quiet -----------------------------------------------------------------------------------------------

NUMBERS = dict(load_settings().select("name", "value").iter_rows())


def rising(rng: np.random.Generator, well: float, season: float, planted: int = 0) -> pl.DataFrame:
    """A school of 600 after 16 weeks in which each keeps his or her own rate; the `planted` have five times as much.

    Who was ill in the last three weeks falls ill `well` times as often: after an illness mostly follows a quiet time.
    """
    people, weeks = [f"p{n:03}" for n in range(600)], [date(2026, 8, 31) + timedelta(7 * n) for n in range(16)]
    rate = rng.gamma(0.8, 0.084 / 0.8, len(people))
    rate[:planted] = 0.25
    last, starts = np.full(len(people), -9), []
    for week, monday in enumerate(weeks):
        now = rate * (1 + season * np.sin(week / 8)) * np.where(week - last <= 3, well, 1.0)
        if week >= 12:
            now[:planted] *= 5
        reported = rng.poisson(now)
        last = np.where(reported > 0, week, last)
        starts += [(people[n], monday + timedelta(2)) for n in np.repeat(np.arange(len(people)), reported)]
    there = pl.DataFrame({"student_id": people}).join(pl.DataFrame({"week_start": weeks, "days": 5}), how="cross")
    found = judge(there, pl.DataFrame(starts, schema=["student_id", "spell_start"], orient="row"), NUMBERS)
    return found.with_columns((pl.col("p") < NUMBERS["change_chance"]).alias("found"))


@pytest.mark.parametrize(("well", "season"), [(1.0, 0.0), (1.0, 0.5), (0.33, 0.0), (0.33, 0.5)])
def test_what_chance_gives_is_what_is_found_without_a_cause(well: float, season: float) -> None:
    """In forty schools; with quiet times after an illness a formula alone would expect three times too much."""
    rng = np.random.default_rng(20261130)
    schools = [rising(rng, well, season) for _ in range(40)]
    found, given = (sum(float(school[name].sum()) for school in schools) for name in ("found", "chance"))
    assert found < given + 3 * given**0.5
    assert given < 2 * found
    named = pl.DataFrame(
        [(int(s["found"].sum()), float(s["chance"].sum())) for s in schools], schema=["f", "e"], orient="row"
    )
    assert more_than_chance(named, "f", "e", NUMBERS["standout_list_chance"]).sum() <= 2


def test_a_rise_is_found() -> None:
    rng = np.random.default_rng(20261130)
    schools = [rising(rng, 1.0, 0.0, planted=20) for _ in range(5)]
    assert sum(school.filter(pl.col("student_id") < "p020")["found"].sum() for school in schools) > 20


EARLIER, RECENT = YEAR[0:20], YEAR[20:40]  # eight school weeks, the last four of them recent

SEVEN = ("p20", "p21", "p22", "p23")


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Eighty pupils, most ill once before and once now; of the others one twice and four seven times now; one stopped."""
    names = [f"p{n:02}" for n in range(80)]
    rows = [
        *present(names, RECENT[-1]),
        *(r for n in range(30, 80) for r in reports(f"p{n:02}", [EARLIER[n % 20], RECENT[(7 * n) % 20]])),
        *(r for name in SEVEN for r in reports(name, RECENT[0:14:2])),
    ]
    rows += [*reports("p10", RECENT[0:4:3]), *reports("p12", EARLIER[0:14:2])]
    return make_snapshot(tmp_path_factory.mktemp("verandering"), rows)


def test_who_rises_and_who_is_quiet(changing: Snapshot) -> None:
    """Seven reports against none are more than chance, two are not; a pupil without a sick day is quiet, as a fact."""
    found = changes(changing, SCOPE, RECENT[-1], "s")
    columns = ("student_id", "state", "earlier", "recent", "days_earlier", "days_recent")
    assert sorted(rows_of(found.pupils, *columns)) == [
        ("p12", QUIET, 7, 0, 20, 20),
        *((name, RISING, 0, 7, 20, 20) for name in SEVEN),
    ]
    tests = {row["state"]: row for row in found.tests.iter_rows(named=True)}
    assert (tests[RISING]["tested"], tests[RISING]["found"]) == (80, 4)
    assert 0 < tests[RISING]["expected"] < 1
    assert 0 < tests[RISING]["power"] < 1
    assert (tests[QUIET]["tested"], tests[QUIET]["found"], tests[QUIET]["expected"]) == (1, 1, None)


def test_no_names_when_it_is_no_more_than_chance(changing: Snapshot) -> None:
    """Of the choice alone nobody rises, though many do at the school."""
    found = changes(changing, SCOPE, RECENT[-1], "s", Selection(klassen=("geen",)))
    assert found.pupils.is_empty()
    assert found.tests["no_more_than_chance"].to_list() == [True, None]


@pytest.mark.parametrize(("day", "tested"), [(0, 0), (19, 0), (34, 0), (35, 80)])
def test_as_many_weeks_before_as_now(changing: Snapshot, day: int, tested: int) -> None:
    """From the eighth school week on there are as many before the recent ones as there are of those."""
    assert changes(changing, SCOPE, YEAR[day], "s").tests.filter(state=RISING)["tested"].item() == tested


def test_a_choice_leaves_the_comparison(changing: Snapshot) -> None:
    limited = of_afdelingen("s", "nergens", rights=CARE)
    assert changes(changing, limited, RECENT[-1], "s").tests["tested"].to_list() == [0, 0]


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

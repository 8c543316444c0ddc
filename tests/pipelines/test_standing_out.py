"""Who stands out: the tests on given days, and names only beyond chance; invented schools: `tests/dashboard/honesty`."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from scipy.stats import betabinom, nbinom

from data.worlds.days import HOUR
from pipelines.models.snapshot import Snapshot
from pipelines.questions.question import ask
from pipelines.questions.standing_out import counted, school_judged, shown, standing_out
from pipelines.questions.standout_tests import FIRST, KINDS, MEASURES, RISING, SUBJECT, judge
from pipelines.statistics.choices import choices
from pipelines.statistics.rising import rise
from pipelines.viewer import CARE, NOBODY, Viewer, of_afdelingen, of_mentors, of_schools
from protocols.load import load_settings
from tests.dashboard.schools import AFDELINGEN
from tests.pipelines.histories import YEAR, Registration, make_snapshot, rows_of, settings

NUMBERS: dict[str, float] = dict(load_settings().select("name", "value").iter_rows())
MONDAY, PUPILS, WEEKS = date(2026, 8, 31), 30, 12
EMPTY = pl.DataFrame(
    schema={"student_id": pl.String, "subject": pl.String, "lesson_hour": pl.Int64, "lessons": pl.Int64}
)


def weeks_of(pupils: int = PUPILS, weeks: int = WEEKS) -> pl.DataFrame:
    """Everybody in one klas, enrolled in every week."""
    rows = [(f"p{n:02}", "k", MONDAY + timedelta(7 * week), 5) for n in range(pupils) for week in range(weeks)]
    return pl.DataFrame(rows, schema=["student_id", "klas", "week_start", "days"], orient="row")


def late(student: str, week: int, day: int = 0, hour: int | None = 3, subject: str | None = None) -> tuple[object, ...]:
    monday = MONDAY + timedelta(7 * week)
    return ("te_laat", student, monday, monday + timedelta(day), hour, 1, subject)


def judged_of(
    rows: list[tuple[object, ...]], lessons: pl.DataFrame = EMPTY, weeks: pl.DataFrame | None = None
) -> pl.DataFrame:
    hours = pl.DataFrame(rows, schema=HOUR, orient="row")
    return judge(weeks_of() if weeks is None else weeks, hours, lessons, NUMBERS)


def now_and_then(step: int = 3) -> list[tuple[object, ...]]:
    """Every pupil is late once every `step` weeks, in turn, in the third hour."""
    return [late(f"p{n:02}", week) for n in range(PUPILS) for week in range(WEEKS) if (n + week) % step == 0]


def of(rows: pl.DataFrame, student: str, kind: str) -> dict[str, object]:
    return rows.row(by_predicate=(pl.col("student_id") == student) & (pl.col("kind") == kind) & _late, named=True)


_late = pl.col("measure") == "te_laat"


def test_who_was_late_much_more_in_the_last_weeks_rises() -> None:
    rows = now_and_then() + [late("p00", week, day) for week in range(8, 12) for day in (1, 2, 3)]
    row = of(judged_of(rows), "p00", RISING)
    # Once in three weeks before; 12 days in the last four weeks, and one or two of his or her own.
    assert (row["count"], row["total"]) == (13, 16)
    assert row["usual"] == pytest.approx(2, abs=1)
    assert float(str(row["p"])) < NUMBERS["standout_signal"]


@pytest.mark.parametrize(("days", "found"), [(4, False), (5, True)])
def test_four_days_in_four_weeks_are_never_a_rise(days: int, found: bool) -> None:
    """Nobody else was late twice: five days of someone without any before are rare, and four are never looked at."""
    rows = [late(f"p{n:02}", n % 8) for n in range(1, PUPILS)] + [late("p00", 8 + n % 4, n // 4) for n in range(days)]
    assert (float(str(of(judged_of(rows), "p00", RISING)["p"])) < 1) == found


@pytest.mark.parametrize(("weeks", "kinds"), [(7, 0), (8, 1)])
def test_with_fewer_weeks_before_than_now_nobody_is_compared(weeks: int, kinds: int) -> None:
    rows = [late(f"p{n:02}", n % weeks) for n in range(PUPILS)]
    assert judged_of(rows, weeks=weeks_of(weeks=weeks)).filter(_late, kind=RISING)["kind"].n_unique() == kinds


def test_who_came_in_mid_year_is_compared_when_as_long_there_before_as_now() -> None:
    for first, there in ((4, True), (5, False)):
        weeks = weeks_of().filter(
            (pl.col("student_id") != "p00") | (pl.col("week_start") >= MONDAY + timedelta(7 * first))
        )
        found = judged_of(now_and_then(), weeks=weeks).filter(_late, kind=RISING)["student_id"].to_list()
        assert ("p00" in found) == there


@pytest.mark.parametrize(("days", "there"), [(4, False), (5, True)])
def test_with_four_days_no_first_hour_is_tested(days: int, there: bool) -> None:
    rows = [*now_and_then(), late("p29", 0, 1, hour=1)]
    rows = [row for row in rows if row[1] != "p00"] + [late("p00", week, 1, hour=1) for week in range(days)]
    found = judged_of(rows).filter(_late, kind=FIRST, student_id="p00")
    assert found["count"].to_list() == ([days] if there else [])


def test_first_hour_is_the_first_lesson_of_the_pupil_that_day() -> None:
    rows = [(*late("p00", week, 1, hour=3)[:5], 3, None) for week in range(6)]
    rows += [(*late("p00", week, 2, hour=1)[:5], None, None) for week in range(2)]
    others = [late(f"p{n:02}", week, 1, hour=week % 3 + 1) for n in range(1, PUPILS) for week in range(6)]
    row = of(judged_of(rows + others), "p00", FIRST)
    assert (row["count"], row["total"]) == (8, 8)
    assert row["usual"] == pytest.approx(8 / 3, abs=0.1)


def test_where_everybody_is_late_in_the_first_hour_nobody_stands_out() -> None:
    rows = [late(f"p{n:02}", week, hour=1) for n in range(PUPILS) for week in range(WEEKS)]
    found = judged_of(rows).filter(_late, kind=FIRST)
    assert found.height == PUPILS
    assert found["p"].min() == 1


@pytest.mark.parametrize(("hours", "total"), [(2, 12), (3, 11)])
def test_a_day_with_three_missed_lessons_tells_no_hour(hours: int, total: int) -> None:
    rows = [late(f"p{n:02}", week, hour=1 + (n + week) % 3) for n in range(PUPILS) for week in range(WEEKS)]
    rows += [late("p00", 0, hour=4 + n) for n in range(hours - 1)]
    assert of(judged_of(rows), "p00", FIRST)["total"] == total


def lessons(*subjects: str) -> pl.DataFrame:
    """Everybody has each subject as often in each of three hours."""
    rows = [(f"p{n:02}", subject, hour, 12) for n in range(PUPILS) for subject in subjects for hour in (1, 2, 3)]
    return pl.DataFrame(rows, schema=["student_id", "subject", "lesson_hour", "lessons"], orient="row")


def in_turn(pupils: range, choose: str = "") -> list[tuple[object, ...]]:
    """Late every week, each week in another of six subjects, or always in one."""
    return [
        late(f"p{n:02}", week, hour=1 + week % 3, subject=choose or "abcdef"[(n + week) % 6])
        for n in pupils
        for week in range(WEEKS)
    ]


def test_one_subject_of_a_pupil_stands_out_beside_timetable_and_klas() -> None:
    row = of(judged_of(in_turn(range(1, PUPILS)) + in_turn(range(1), "a"), lessons(*"abcdef")), "p00", SUBJECT)
    assert (row["choice"], row["count"], row["total"]) == ("a", 12, 12)
    assert row["usual"] == pytest.approx(2, abs=0.1)
    assert float(str(row["p"])) < NUMBERS["standout_signal"]


def test_a_subject_in_which_the_whole_klas_is_late_is_no_pattern_of_a_pupil() -> None:
    found = judged_of(in_turn(range(PUPILS), "a"), lessons(*"abcdef")).filter(_late, kind=SUBJECT)
    assert found.height == PUPILS
    assert found["p"].to_numpy().min() > NUMBERS["standout_look"]


def test_a_subject_that_is_taught_often_is_often_missed() -> None:
    """Eleven of twelve lessons are `a`: who is late there twelve times does what the timetable gives."""
    often = lessons("a").with_columns(pl.col("lessons") * 11)
    rows = [row for row in in_turn(range(PUPILS), "a") if row[1] == "p00"] + [late("p01", 0, hour=1, subject="b")]
    row = of(judged_of(rows, pl.concat([often, lessons("b")])), "p00", SUBJECT)
    assert float(str(row["p"])) > 0.2


def test_without_subjects_and_hours_only_rising_is_tested() -> None:
    found = judged_of([(*row[:4], None, None, None) for row in now_and_then()])
    assert found["kind"].unique().to_list() == [RISING]


def test_p_is_corrected_for_the_kinds_that_were_tested_of_the_pupil() -> None:
    """Rising alone where no lesson hour is known, and the first hour beside it where it is."""
    others = [*now_and_then(), late("p29", 0, 1, hour=1)]
    few = judged_of([late("p00", 8 + n % 4, 1 + n // 4, hour=None) for n in range(6)] + others)
    more = judged_of([late("p00", 8 + n % 4, 1 + n // 4) for n in range(6)] + others)
    one, two = (float(str(of(rows, "p00", RISING)["p"])) for rows in (few, more))
    assert two == pytest.approx(1 - (1 - one) ** 2)


def _of_list(look: int, look_chance: float, signal: int = 0, signal_chance: float = 0.0) -> pl.DataFrame:
    """Judged pupils of one list of whom so many are found, with what chance gives."""
    p = [0.001] * signal + [0.01] * (look - signal) + [0.5] * (100 - look)
    return pl.DataFrame(
        {
            "student_id": [f"{n:03}" for n in range(100)],
            "measure": "te_laat",
            "kind": RISING,
            "choice": pl.Series([None] * 100, dtype=pl.String),
            "p": p,
            "chance_look": look_chance / 100,
            "chance_signal": signal_chance / 100,
            "power": 0.5,
        }
    )


@pytest.mark.parametrize(
    ("look", "chance", "named"),
    [
        (8, 4.0, 0),  # exactly E + 2√E
        (10, 4.0, 0),  # more than that, and chance gives ten 8 of 1000 times
        (11, 4.0, 11),  # 3 of 1000 times
        (1, 0.05, 0),  # E + 2√E is 0,5; chance gives one 5 of 100 times
        (1, 0.004, 1),
        (0, 0.0, 0),
    ],
)
def test_names_are_shown_only_when_more_are_found_than_chance_gives(look: int, chance: float, named: int) -> None:
    judged = _of_list(look, chance, signal_chance=0.01)
    assert shown(judged, counted(judged, NUMBERS), NUMBERS).height == named


def test_where_only_the_signals_are_more_than_chance_only_they_are_named() -> None:
    judged = _of_list(look=9, look_chance=8.0, signal=3, signal_chance=0.2)
    tests = counted(judged, NUMBERS)
    assert rows_of(tests.filter(_late, kind=RISING), "look", "signal", "more_look", "more_signal") == [
        (9, 3, False, True)
    ]
    assert shown(judged, tests, NUMBERS)["word"].to_list() == ["signaal"] * 3
    both = _of_list(look=20, look_chance=8.0, signal=3, signal_chance=0.2)
    assert sorted(shown(both, counted(both, NUMBERS), NUMBERS)["word"]) == ["kijk"] * 17 + ["signaal"] * 3


def test_the_chance_of_a_count_is_that_of_the_textbook() -> None:
    totals, shares, behind = np.array([12.0]), np.array([[0.25, 0.0]]), np.array([[5.0, 5.0]])
    found = choices(totals, shares, behind)
    assert found.tails[0, 0] == pytest.approx([betabinom.sf(n - 1, 12, 5, 15) for n in range(13)])
    place, p = found.strongest(np.array([[7.0, 0.0]]))
    assert place.tolist() == [0]
    assert p == pytest.approx([betabinom.sf(6, 12, 5, 15)])
    level = np.array([0.05])
    limit = next(n for n in range(13) if betabinom.sf(n - 1, 12, 5, 15) < 0.05)
    assert found.found_by_chance(level) == pytest.approx([betabinom.sf(limit - 1, 12, 5, 15)])


def test_without_bouts_the_chance_of_a_rise_is_the_gamma_poisson_one() -> None:
    """Each pupil has at most one day in a week and they fall apart: no two weeks go together more than far ones do."""
    rng = np.random.default_rng(1)
    counts = (rng.random((400, 12)) < 0.1).astype(float)
    found = rise(counts, np.full(counts.shape, 5.0), 4, 1).now
    factor = found.usual / found.usual.mean()
    assert factor.std() < 0.3
    p = nbinom.sf(found.found - 1, found.size, found.size / (found.size + found.usual))
    assert found.p[found.found > 0] == pytest.approx(p[found.found > 0])


def test_bouts_make_chance_wider() -> None:
    alone = np.tile([1.0, 0, 0], (60, 4))
    bouts = np.repeat(np.eye(3)[np.arange(60) % 3] * 4, 4, axis=1)
    days = np.full((60, 12), 5.0)
    size = [float(np.median(rise(counts, days, 4, 1).now.size)) for counts in (alone, bouts)]
    assert size[1] < size[0]


ON = YEAR[59]
RISERS = ("01", "02", "03", "04")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Sixty pupils late once in four weeks, and the risers every day of the last four."""
    numbers = [f"{n:02}" for n in range(1, 61)]
    rows = [
        Registration(number, YEAR[day], 3, "te_laat_ongeoorloofd")
        for n, number in enumerate(numbers)
        for day in range(n % 20, 60, 20)
    ]
    rows += [Registration(number, YEAR[day], 2, "te_laat_ongeoorloofd") for number in RISERS for day in range(41, 60)]
    klas = {number: "H1a" if int(number) % 2 else "V1a" for number in numbers}
    toml = settings("kgc-2021", more=AFDELINGEN)
    return make_snapshot(tmp_path_factory.mktemp("valt op"), rows, klas=klas, toml=toml)


def test_the_question_on_a_real_school(snapshot: Snapshot) -> None:
    found = standing_out(snapshot, of_schools("s"), ON, "s")
    rising = found.pupils.filter(kind=RISING)
    assert set(rows_of(rising, "student_id", "measure")) == {(number, "te_laat") for number in RISERS}
    # 19 days in the third hour, and for one of them a late of before on another day.
    assert sorted(rising["count"].to_list()) == [19, 19, 19, 20]
    assert {*rising["word"]} <= {"kijk", "signaal"}
    assert found.tests.height == len(MEASURES) * len(KINDS)


@pytest.mark.parametrize(
    ("viewer", "names", "tested"),
    [
        (of_schools("s"), {*RISERS}, 60),
        (of_afdelingen("s", "havo"), {"01", "03"}, 30),
        (of_afdelingen("s", "vwo"), {"02", "04"}, 30),
        (of_mentors("s", "x"), set(), 0),
        (of_schools("t"), set(), 0),
        (NOBODY, set(), 0),
    ],
)
def test_a_viewer_sees_and_counts_only_the_own_pupils(
    snapshot: Snapshot, viewer: Viewer, names: set[str], tested: int
) -> None:
    found = standing_out(snapshot, viewer, ON, "s")
    assert set(found.pupils.filter(_late)["student_id"]) == names
    assert found.tests.filter(_late, kind=RISING)["tested"].to_list() == [tested]


def test_a_viewer_of_a_part_is_held_against_the_whole_school(snapshot: Snapshot) -> None:
    whole, part = (
        standing_out(snapshot, viewer, ON, "s").pupils.filter(_late, student_id="02")
        for viewer in (of_schools("s"), of_afdelingen("s", "vwo"))
    )
    assert part.rows() == whole.rows()


def test_what_was_judged_for_one_viewer_serves_another(snapshot: Snapshot) -> None:
    judged = school_judged(snapshot, of_mentors("s", "x"), ON, "s")
    for viewer in (of_schools("s"), of_afdelingen("s", "vwo"), of_schools("t"), NOBODY):
        found, alone = (standing_out(snapshot, viewer, ON, "s", *given) for given in ((judged,), ()))
        assert found.pupils.equals(alone.pupils)
        assert found.tests.equals(alone.tests)
    assert school_judged(snapshot, of_schools("t"), ON, "s").is_empty()


def test_of_whole_schools_all_share_what_no_right_keeps_from_them() -> None:
    # The words are what an answer is remembered by.
    mentor = replace(of_mentors("s", "x"), roles=frozenset({"mentor"}), offices=("mentor",), at=("s",), initials="ABC")
    head = of_afdelingen("s", "vwo")
    assert repr(mentor.school_wide()) == repr(head.school_wide()) == repr(of_schools("s").school_wide())
    others = [of_schools("s", rights=CARE), of_schools("t"), NOBODY, of_schools("s").for_figures()]
    assert all(repr(other.school_wide()) != repr(mentor.school_wide()) for other in others)


@pytest.mark.parametrize("on", [YEAR[0], YEAR[34], date(2026, 8, 3)])
def test_early_in_the_year_there_is_nothing_to_compare(snapshot: Snapshot, on: date) -> None:
    found = standing_out(snapshot, of_schools("s"), on, "s")
    assert found.pupils.is_empty()
    assert found.tests.filter(kind=RISING)["tested"].to_list() == [0, 0]


def test_what_is_later_than_the_day_does_not_exist_yet(snapshot: Snapshot) -> None:
    values = {"viewer": of_schools("s"), "on": YEAR[45], "school": "s"}
    assert ask(snapshot, "standout_hours", **values)["date"].max() == YEAR[45]
    assert sum(ask(snapshot, "standout_weeks", **values)["days"].to_list()) == 60 * 46

"""The questions behind the worklist, on small histories: what is due, why, by when, and who went down."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.calendar import school_days
from pipelines.models.snapshot import open_snapshot
from pipelines.questions.recovered import came_back, counted_days, current_steps, lapsed, school_days as known_days
from pipelines.questions.tasks_asked import asked
from pipelines.questions.worklist import known_tasks, worklist
from pipelines.viewer import NOBODY, Selection
from tests.pipelines.histories import (
    SCOPE,
    YEAR,
    Case,
    Registration,
    School,
    make_workspace,
    rows_of,
    settings,
    spread,
    table,
)
from tests.pipelines.test_patterns import fridays, on_mondays
from tests.shared import some

UNTIL = date(2026, 12, 1)
TERUGKOMERS = "terugkomer_id;stamnummer;gebruiktemaatregel;datum;gemeldok;gemeldnietofniettijdig"

NATIONAL = School(until=UNTIL)
MAASTRICHT = School("maastricht-2019", until=UNTIL)
CGU = School("cgu-2024", until=UNTIL)
MLG = School("mlg-2020", until=UNTIL)
FREE = '[[school.free_day]]\ndate = 2026-10-01\nname = "Studiedag"\n'
KGC = School(toml=settings("kgc-2021", more=FREE), until=UNTIL)
KGC_TWO_YEARS = School("kgc-2021")

# Region midden: autumn holiday 17 to 25 October, so Monday 26 October follows Friday 16 October and begins period 2.
LATE_PER_PERIOD = """
1 | 2026-10-12 | 1 | laat
1 | 2026-10-14 | 1 | laat
2 | 2026-10-12 | 1 | laat
2 | 2026-10-14 | 1 | laat
2 | 2026-10-16 | 1 | laat
3 | 2026-10-12 | 1 | laat
3 | 2026-10-13 | 1 | laat
3 | 2026-10-14 | 1 | laat
3 | 2026-10-16 | 1 | laat
4 | 2026-10-14 | 1 | laat
4 | 2026-10-16 | 1 | laat
4 | 2026-10-26 | 1 | laat
"""


PER_PERIOD = MAASTRICHT.case(table(LATE_PER_PERIOD), klas={"2": "H4b"})


def steps(case: Case, on: str) -> list[tuple[object, ...]]:
    """Pupil, stage, its day and the day of every action, without what recurs."""
    rows = case.ask(worklist, SCOPE, date.fromisoformat(on))
    return [
        (
            row["student_id"],
            row["stage"],
            f"{row['reached_on']:%d-%m}",
            [f"{a['deadline']:%d-%m}" for a in row["actions"]],
        )
        for row in rows.filter(~rows["recurring"]).sort("student_id").iter_rows(named=True)
    ]


def test_one_two_three_and_four_times_late_in_a_period() -> None:
    assert steps(PER_PERIOD, "2026-10-16") == [
        ("1", "tl-1", "12-10", ["13-10", "26-10"]),
        ("2", "tl-3", "16-10", ["30-10", "30-10"]),
        ("3", "tl-4", "16-10", ["30-10", "30-10", "30-10"]),
        ("4", "tl-1", "14-10", ["15-10", "28-10"]),
    ]


def test_the_next_period_begins_anew() -> None:
    assert steps(PER_PERIOD, "2026-10-25") == steps(PER_PERIOD, "2026-10-16")
    assert steps(PER_PERIOD, "2026-10-26") == [("4", "tl-1", "26-10", ["27-10", "02-11"])]


FIVE_LATE = KGC.case(spread("1", "laat", 5, start=30))


@pytest.mark.parametrize(("on", "left"), [("2026-10-29", 1), ("2026-10-30", 0), ("2026-10-31", 0), ("2026-11-02", -1)])
def test_days_left_count_school_days_across_a_holiday(on: str, left: int) -> None:
    # Five school days from Friday 16 October: the holiday week does not count, so Friday 30 October is the last.
    (row,) = FIVE_LATE.ask(worklist, SCOPE, date.fromisoformat(on)).filter(recurring=False, stage="tl-5").to_dicts()
    assert row["reached_on"] == date(2026, 10, 16)
    assert [(a["deadline"], a["days_left"], a["is_default"]) for a in row["actions"]] == [
        (date(2026, 10, 30), left, True)
    ] * 2


@pytest.mark.parametrize(
    ("days", "deadline"), some([(1, "10-26"), (2, "10-27"), (5, "10-30"), (6, "11-02")], (1, "10-26"), (6, "11-02"))
)
def test_a_school_sets_its_own_term_for_what_the_protocol_gives_none(tmp_path: Path, days: int, deadline: str) -> None:
    toml = settings("kgc-2021", more=f"default_term_days = {days}")
    rows = spread("1", "laat", 5, start=30)
    workspace = make_workspace(tmp_path, rows, toml=toml, until=UNTIL)
    snapshot, last = open_snapshot(workspace), date.fromisoformat(f"2026-{deadline}")
    (row,) = worklist(snapshot, SCOPE, date(2026, 10, 16)).filter(recurring=False, stage="tl-5").to_dicts()
    assert [(a["deadline"], a["is_default"]) for a in row["actions"]] == [(last, True)] * 2
    step = asked(snapshot, SCOPE, date(2026, 10, 16)).filter(stage="tl-5", recurring=False)
    assert set(step["deadline"]) == {last}


BEFORE_A_FREE_DAY = KGC.case([*spread("1", "laat", 10, start=10), *spread("2", "laat", 5, start=15)])


def test_the_term_of_the_law_counts_working_days_and_that_of_the_school_its_own_days() -> None:
    asked_of = BEFORE_A_FREE_DAY.ask(worklist, SCOPE, date(2026, 9, 30))
    found = {row["stage"]: row for row in asked_of.to_dicts() if not row["recurring"]}
    assert found["tl-10"]["reached_on"] == found["tl-5"]["reached_on"] == date(2026, 9, 25)
    report, mail = found["tl-10"]["actions"]
    assert (report["deadline"], report["is_default"]) == (date(2026, 10, 2), False)
    assert (mail["deadline"], mail["is_default"]) == (date(2026, 10, 5), True)
    # On Wednesday two school days are left for the report, Thursday is free: Friday is the next.
    assert (report["days_left"], mail["days_left"]) == (1, 2)


AWAY_ONCE = CGU.case(spread("1", "weg", 1, start=30))


@pytest.mark.parametrize(("on", "listed"), [("2026-11-13", True), ("2026-11-15", True), ("2026-11-16", False)])
def test_a_step_stays_four_school_weeks(on: str, listed: bool) -> None:
    # Reached on Monday 12 October: its week, and those of 26 October, 2 and 9 November.
    assert bool(steps(AWAY_ONCE, on)) == listed


@pytest.mark.parametrize(("on", "is_new"), [("2026-10-16", True), ("2026-10-25", True), ("2026-10-26", False)])
def test_a_step_is_new_in_its_school_week(on: str, is_new: bool) -> None:
    found = AWAY_ONCE.ask(worklist, SCOPE, date.fromisoformat(on))
    assert found.filter(recurring=False)["is_new"].to_list() == [is_new]


def reasons(case: Case, on: date, stage: str) -> list[dict[str, object]]:
    (row,) = case.ask(worklist, SCOPE, on).filter(recurring=False, stage=stage).to_dicts()
    found: list[dict[str, object]] = row["reasons"]
    return found


ILL = MAASTRICHT.case(spread("1", "ziek", 4, start=33))


def test_a_spell_tells_its_first_day_and_how_long_it_is_by_now() -> None:
    (third,) = reasons(ILL, YEAR[35], "zk-3d")
    assert (third["value"], third["spell_start"], third["spell_days"]) == (3, date(2026, 10, 15), 3)
    (later,) = reasons(ILL, YEAR[36], "zk-3d")
    assert (later["value"], later["spell_start"], later["spell_days"]) == (3, date(2026, 10, 15), 4)


SIXTEEN_HOURS = CGU.case(spread("1", "weg", 16, start=35, hours=8))


def test_a_moving_window_tells_its_first_school_day() -> None:
    (window,) = reasons(SIXTEEN_HOURS, YEAR[36], "duo")
    # Tuesday 27 October ends the window: four school weeks back, the holiday skipped, is Wednesday 23 September.
    assert (window["value"], window["window_number"], window["window_start"]) == (16, 4, date(2026, 9, 23))


SIX_FRIDAYS = sorted({row.date for row in fridays("1", 6)})
PATTERN = MLG.case(
    [*fridays("1", 6), *(Registration("1", day, 7, "ongeoorloofd") for day in SIX_FRIDAYS), *on_mondays(20, 9)]
)


def test_a_tested_pattern_has_no_counter_and_no_hours_of_the_norm() -> None:
    found = [
        row
        for day in SIX_FRIDAYS
        for row in PATTERN.ask(worklist, SCOPE, day).filter(stage="zk-patroon", is_new=True).iter_rows(named=True)
    ]
    assert [(row["student_id"], row["rule"], row["reasons"], row["norm_hours"]) for row in found] == [
        ("1", "pattern", None, None)
    ]


NORM = NATIONAL.case(spread("1", "weg", 16, hours=4))


def test_the_national_norm_has_hours() -> None:
    (row,) = NORM.ask(worklist, SCOPE, YEAR[3]).to_dicts()
    assert (row["stage"], row["rule"], row["reasons"], row["norm_hours"]) == ("melding", "norm_report", None, 16)


TWO_CONDITIONS = MLG.case([*spread("1", "uit", 9), *spread("1", "weg", 5, start=9)])


def test_every_condition_of_the_group_is_told() -> None:
    found = reasons(TWO_CONDITIONS, YEAR[13], "us-9")
    assert [(reason["value"], reason["number"]) for reason in found] == [(9, 9), (5, 5)]


# On two days of follow-ups: away without a valid reason for an hour, and ill for an hour.
AWAY = [Registration("1", date(2026, 10, 26), 5, "ongeoorloofd"), Registration("1", date(2026, 10, 27), 5, "ziek")]
THREE_LATE = KGC.case([*spread("1", "laat", 3, start=30), *AWAY])
FOLLOWED = THREE_LATE.pupil("1")
KGC.beside["terugkomers.csv"] = f"""{TERUGKOMERS}
1;{FOLLOWED};Vroeg;13-10-2026;1;0
2;{FOLLOWED};Vroeg;15-10-2026;0;1
3;{FOLLOWED};Vroeg;16-10-2026;1;0
4;{FOLLOWED};Vroeg;26-10-2026;0;1
5;{FOLLOWED};Vroeg;27-10-2026;0;1
"""


def test_a_follow_up_counts_from_the_day_of_the_step_up_to_the_day_looked_from() -> None:
    def seen(on: date) -> list[tuple[object, ...]]:
        return rows_of(THREE_LATE.ask(worklist, SCOPE, on).filter(stage="tl-3"), "reached_on", "came_on", "missed_on")

    # Reached on Wednesday the 14th: the follow-up of the 13th is about something before it.
    reached, missed, came = date(2026, 10, 14), date(2026, 10, 15), date(2026, 10, 16)
    assert seen(reached) == [(reached, None, None)]
    assert seen(missed) == [(reached, None, [missed])]
    assert seen(came) == [(reached, came, [missed])]
    assert came_back(KGC.snapshot, SCOPE, reached) == [FOLLOWED]
    # Later ones, of which the last was on a day of illness.
    last = THREE_LATE.ask(worklist, SCOPE, date(2026, 10, 27)).filter(stage="tl-3")
    ill = date(2026, 10, 27)
    assert rows_of(last, "missed_on", "excused_on") == [([missed, date(2026, 10, 26), ill], [ill])]
    assert came_back(KGC.snapshot, NOBODY, reached) == []


def test_a_lapsed_period_tells_what_it_was_and_how_the_next_one_goes() -> None:
    assert PER_PERIOD.ask(lapsed, SCOPE, date(2026, 10, 25)).is_empty()
    found = rows_of(
        PER_PERIOD.ask(lapsed, SCOPE, date(2026, 10, 26)).sort("student_id"),
        "student_id",
        "stage",
        "since",
        "now_stage",
        "lasts",
        "ended_key",
        "now_key",
        "value_now",
    )
    first, second = "2026-2027/1", "2026-2027/2"
    since = date(2026, 10, 26)
    # The fourth pupil is late again at once: he or she is on the same stage and went nowhere.
    assert found == [
        ("1", "tl-1", since, None, "periode", first, second, None),
        ("2", "tl-3", since, None, "periode", first, second, None),
        ("3", "tl-4", since, None, "periode", first, second, None),
    ]


@pytest.mark.parametrize(("on", "pupils"), [("2026-11-20", 3), ("2026-11-22", 3), ("2026-11-23", 0)])
def test_a_lapse_is_news_for_four_school_weeks(on: str, pupils: int) -> None:
    assert PER_PERIOD.ask(lapsed, SCOPE, date.fromisoformat(on)).height == pupils


FALLS_BACK = MAASTRICHT.case([*spread("1", "laat", 3, start=30), *spread("1", "laat", 1, start=36)])


def test_who_falls_back_to_a_lower_stage_went_down() -> None:
    found = rows_of(FALLS_BACK.ask(lapsed, SCOPE, YEAR[36]), "stage", "now_stage", "value_now")
    assert found == [("tl-3", "tl-1", 1.0)]


TEN_HOURS = NATIONAL.case(spread("1", "weg", 10, hours=5))


def test_hours_that_leave_the_window_of_the_norm_bring_a_pupil_down() -> None:
    # Hours of Monday and Tuesday 31 August and 1 September; the Monday leaves the window on 28 September.
    assert TEN_HOURS.ask(lapsed, SCOPE, date(2026, 9, 25)).is_empty()
    assert rows_of(TEN_HOURS.ask(lapsed, SCOPE, date(2026, 9, 28)), "stage", "since", "now_stage", "lasts") == [
        ("nadert", date(2026, 9, 28), None, None)
    ]


NEW_YEAR = school_days("midden", date(2027, 8, 23), date(2027, 9, 30))
TWO_YEARS = KGC_TWO_YEARS.case(
    [*spread("1", "laat", 12), *table(f"1 | {YEAR[-3]} | 1 | laat\n2 | {NEW_YEAR[-1]} | 1 | medisch")]
)


def test_a_new_school_year_brings_nobody_down() -> None:
    assert TWO_YEARS.ask(lapsed, SCOPE, NEW_YEAR[3]).is_empty()
    assert steps(TWO_YEARS, NEW_YEAR[3].isoformat()) == []


COUNTED = KGC_TWO_YEARS.case([*spread("1", "laat", 4), *spread("1", "ziek", 2, start=10), *spread("2", "laat", 1)])


def test_counted_days_and_school_days_end_on_the_day() -> None:
    snapshot = COUNTED.snapshot
    found = COUNTED.ask(counted_days, SCOPE, YEAR[2], [COUNTED.pupil("1")])
    assert set(rows_of(found, "student_id", "ladder", "date")) == {
        ("1", ladder, day) for ladder in ("te-laat", "leerplicht", "ongeoorloofd") for day in YEAR[:3]
    }
    days = known_days(snapshot, SCOPE, YEAR[24])
    assert days["date"].to_list() == YEAR[:25]
    # The week of the day and the three before it.
    assert days.filter("is_recent")["date"].to_list() == YEAR[5:25]


def test_without_rights_there_is_nothing() -> None:
    snapshot, student, on = PER_PERIOD.snapshot, PER_PERIOD.pupil("1"), date(2026, 10, 26)
    found = [
        worklist(snapshot, NOBODY, on),
        worklist(snapshot, NOBODY, on, older=True),
        current_steps(snapshot, NOBODY, on, [student]),
        known_tasks(snapshot, NOBODY, on, pl.DataFrame({"student_id": [student], "reached_on": [on]})),
        lapsed(snapshot, NOBODY, on),
        counted_days(snapshot, NOBODY, on, [student]),
        known_days(snapshot, NOBODY, on),
    ]
    assert [frame.height for frame in found] == [0] * 7


def test_a_choice_of_klassen_limits_every_list() -> None:
    snapshot, student, chosen = PER_PERIOD.snapshot, PER_PERIOD.pupil("2"), Selection(klassen=("H4b",))
    assert worklist(snapshot, SCOPE, date(2026, 10, 16), chosen)["student_id"].unique().to_list() == [student]
    assert lapsed(snapshot, SCOPE, date(2026, 10, 26), chosen)["student_id"].to_list() == [student]


OLD_STEP = CGU.case(spread("1", "weg", 2))


def test_asked_by_pupil_even_an_old_step_is_there_and_what_recurs_this_week() -> None:
    snapshot, student = OLD_STEP.snapshot, OLD_STEP.pupil("1")
    assert steps(OLD_STEP, "2026-11-27") == []
    found = worklist(snapshot, SCOPE, date(2026, 11, 27), older=True).filter(student_id=student)
    assert rows_of(found, "stage", "reached_on", "recurring") == [("ao-1", YEAR[0], False)]
    assert worklist(snapshot, SCOPE, YEAR[1], older=True).filter(student_id=OLD_STEP.pupil("2")).is_empty()
    # Without the reasons it is the same step with the same actions.
    bare = current_steps(snapshot, SCOPE, date(2026, 11, 27), [student])
    assert bare.to_dicts() == found.select(bare.columns).to_dicts()

"""The questions behind the worklist, on small histories: what is due, why, by when, and who went down."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.calendar import school_days
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.recovered import came_back, counted_days, current_steps, lapsed, school_days as known_days
from pipelines.questions.tasks_asked import asked
from pipelines.questions.worklist import known_tasks, worklist
from pipelines.store.imports import import_files
from pipelines.viewer import NOBODY, Selection
from tests.pipelines.histories import (
    SCOPE,
    YEAR,
    Registration,
    make_snapshot,
    make_workspace,
    rows_of,
    settings,
    spread,
    table,
)
from tests.pipelines.test_patterns import fridays, on_mondays

UNTIL = date(2026, 12, 1)
TERUGKOMERS = "terugkomer_id;stamnummer;gebruiktemaatregel;datum;gemeldok;gemeldnietofniettijdig"

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


def steps(snapshot: Snapshot, on: str) -> list[tuple[object, ...]]:
    """Pupil, stage, its day and the day of every action, without what recurs."""
    rows = worklist(snapshot, SCOPE, date.fromisoformat(on))
    return [
        (
            row["student_id"],
            row["stage"],
            f"{row['reached_on']:%d-%m}",
            [f"{a['deadline']:%d-%m}" for a in row["actions"]],
        )
        for row in rows.filter(~rows["recurring"]).sort("student_id").iter_rows(named=True)
    ]


@pytest.fixture(scope="module")
def per_period(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return make_snapshot(
        tmp_path_factory.mktemp("school"), table(LATE_PER_PERIOD), protocol="maastricht-2019", until=UNTIL
    )


def test_one_two_three_and_four_times_late_in_a_period(per_period: Snapshot) -> None:
    assert steps(per_period, "2026-10-16") == [
        ("1", "tl-1", "12-10", ["13-10", "26-10"]),
        ("2", "tl-3", "16-10", ["30-10", "30-10"]),
        ("3", "tl-4", "16-10", ["30-10", "30-10", "30-10"]),
        ("4", "tl-1", "14-10", ["15-10", "28-10"]),
    ]


def test_the_next_period_begins_anew(per_period: Snapshot) -> None:
    assert steps(per_period, "2026-10-25") == steps(per_period, "2026-10-16")
    assert steps(per_period, "2026-10-26") == [("4", "tl-1", "26-10", ["27-10", "02-11"])]


@pytest.mark.parametrize(("on", "left"), [("2026-10-29", 1), ("2026-10-30", 0), ("2026-10-31", 0), ("2026-11-02", -1)])
def test_days_left_count_school_days_across_a_holiday(tmp_path: Path, on: str, left: int) -> None:
    # Five school days from Friday 16 October: the holiday week does not count, so Friday 30 October is the last.
    snapshot = make_snapshot(tmp_path, spread("1", "laat", 5, start=30), protocol="kgc-2021", until=UNTIL)
    (row,) = worklist(snapshot, SCOPE, date.fromisoformat(on)).filter(recurring=False, stage="tl-5").to_dicts()
    assert row["reached_on"] == date(2026, 10, 16)
    assert [(a["deadline"], a["days_left"], a["is_default"]) for a in row["actions"]] == [
        (date(2026, 10, 30), left, True)
    ] * 2


@pytest.mark.parametrize(("days", "deadline"), [(1, "10-26"), (2, "10-27"), (5, "10-30"), (6, "11-02")])
def test_a_school_sets_its_own_term_for_what_the_protocol_gives_none(tmp_path: Path, days: int, deadline: str) -> None:
    toml = settings("kgc-2021", more=f"default_term_days = {days}")
    rows = spread("1", "laat", 5, start=30)
    workspace = make_workspace(tmp_path, rows, toml=toml, until=UNTIL)
    snapshot, last = open_snapshot(workspace), date.fromisoformat(f"2026-{deadline}")
    (row,) = worklist(snapshot, SCOPE, date(2026, 10, 16)).filter(recurring=False, stage="tl-5").to_dicts()
    assert [(a["deadline"], a["is_default"]) for a in row["actions"]] == [(last, True)] * 2
    step = asked(snapshot, SCOPE, date(2026, 10, 16)).filter(stage="tl-5", recurring=False)
    assert set(step["deadline"]) == {last}


def test_the_term_of_the_law_counts_working_days_and_that_of_the_school_its_own_days(tmp_path: Path) -> None:
    free = '[[school.free_day]]\ndate = 2026-10-01\nname = "Studiedag"\n'
    snapshot = make_snapshot(
        tmp_path,
        [*spread("1", "laat", 10, start=10), *spread("2", "laat", 5, start=15)],
        toml=settings("kgc-2021", more=free),
        until=UNTIL,
    )
    found = {
        row["stage"]: row for row in worklist(snapshot, SCOPE, date(2026, 9, 30)).to_dicts() if not row["recurring"]
    }
    assert found["tl-10"]["reached_on"] == found["tl-5"]["reached_on"] == date(2026, 9, 25)
    report, mail = found["tl-10"]["actions"]
    assert (report["deadline"], report["is_default"]) == (date(2026, 10, 2), False)
    assert (mail["deadline"], mail["is_default"]) == (date(2026, 10, 5), True)
    # On Wednesday two school days are left for the report, Thursday is free: Friday is the next.
    assert (report["days_left"], mail["days_left"]) == (1, 2)


@pytest.mark.parametrize(("on", "listed"), [("2026-11-13", True), ("2026-11-15", True), ("2026-11-16", False)])
def test_a_step_stays_four_school_weeks(tmp_path: Path, on: str, listed: bool) -> None:
    # Reached on Monday 12 October: its week, and those of 26 October, 2 and 9 November.
    snapshot = make_snapshot(tmp_path, spread("1", "weg", 1, start=30), protocol="cgu-2024", until=UNTIL)
    assert bool(steps(snapshot, on)) == listed


@pytest.mark.parametrize(("on", "is_new"), [("2026-10-16", True), ("2026-10-25", True), ("2026-10-26", False)])
def test_a_step_is_new_in_its_school_week(tmp_path: Path, on: str, is_new: bool) -> None:
    snapshot = make_snapshot(tmp_path, spread("1", "weg", 1, start=30), protocol="cgu-2024", until=UNTIL)
    assert worklist(snapshot, SCOPE, date.fromisoformat(on)).filter(recurring=False)["is_new"].to_list() == [is_new]


def reasons(snapshot: Snapshot, on: date, stage: str) -> list[dict[str, object]]:
    (row,) = worklist(snapshot, SCOPE, on).filter(recurring=False, stage=stage).to_dicts()
    found: list[dict[str, object]] = row["reasons"]
    return found


def test_a_spell_tells_its_first_day_and_how_long_it_is_by_now(tmp_path: Path) -> None:
    snapshot = make_snapshot(tmp_path, spread("1", "ziek", 4, start=33), protocol="maastricht-2019", until=UNTIL)
    (third,) = reasons(snapshot, YEAR[35], "zk-3d")
    assert (third["value"], third["spell_start"], third["spell_days"]) == (3, date(2026, 10, 15), 3)
    (later,) = reasons(snapshot, YEAR[36], "zk-3d")
    assert (later["value"], later["spell_start"], later["spell_days"]) == (3, date(2026, 10, 15), 4)


def test_a_moving_window_tells_its_first_school_day(tmp_path: Path) -> None:
    snapshot = make_snapshot(tmp_path, spread("1", "weg", 16, start=35, hours=8), protocol="cgu-2024", until=UNTIL)
    (window,) = reasons(snapshot, YEAR[36], "duo")
    # Tuesday 27 October ends the window: four school weeks back, the holiday skipped, is Wednesday 23 September.
    assert (window["value"], window["window_weeks"], window["window_start"]) == (16, 4, date(2026, 9, 23))


def test_a_tested_pattern_has_no_counter_and_no_hours_of_the_norm(tmp_path: Path) -> None:
    sick = fridays("1", 6)
    days = sorted({row.date for row in sick})
    away = [Registration("1", day, 7, "ongeoorloofd") for day in days]
    snapshot = make_snapshot(tmp_path, [*sick, *away, *on_mondays(20, 9)], protocol="mlg-2020", until=UNTIL)
    found = [
        row
        for day in days
        for row in worklist(snapshot, SCOPE, day).filter(stage="zk-patroon", is_new=True).iter_rows(named=True)
    ]
    assert [(row["student_id"], row["rule"], row["reasons"], row["norm_hours"]) for row in found] == [
        ("1", "pattern", None, None)
    ]


def test_the_national_norm_has_hours(tmp_path: Path) -> None:
    snapshot = make_snapshot(tmp_path, spread("1", "weg", 16, hours=4), until=UNTIL)
    (row,) = worklist(snapshot, SCOPE, YEAR[3]).to_dicts()
    assert (row["stage"], row["rule"], row["reasons"], row["norm_hours"]) == ("melding", "norm_report", None, 16)


def test_every_condition_of_the_group_is_told(tmp_path: Path) -> None:
    rows = [*spread("1", "uit", 9), *spread("1", "weg", 5, start=9)]
    snapshot = make_snapshot(tmp_path, rows, protocol="mlg-2020", until=UNTIL)
    found = reasons(snapshot, YEAR[13], "us-9")
    assert [(reason["value"], reason["number"]) for reason in found] == [(9, 9), (5, 5)]


def test_a_follow_up_counts_from_the_day_of_the_step_up_to_the_day_looked_from(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path, spread("1", "laat", 3, start=30), "kgc-2021", until=UNTIL)
    rows = [
        "1;1;Vroeg;13-10-2026;1;0",
        "2;1;Vroeg;15-10-2026;0;1",
        "3;1;Vroeg;16-10-2026;1;0",
        "4;1;Vroeg;26-10-2026;0;1",
    ]
    path = tmp_path / "terugkomers.csv"
    path.write_text("\n".join([TERUGKOMERS, *rows]) + "\n", encoding="cp1252")
    import_files(workspace, [path])
    snapshot = open_snapshot(workspace)

    def seen(on: date) -> list[tuple[object, ...]]:
        return rows_of(worklist(snapshot, SCOPE, on).filter(stage="tl-3"), "reached_on", "came_on", "missed_on")

    # Reached on Wednesday the 14th: the follow-up of the 13th is about something before it.
    reached, missed, came = date(2026, 10, 14), date(2026, 10, 15), date(2026, 10, 16)
    assert seen(reached) == [(reached, None, None)]
    assert seen(missed) == [(reached, None, [missed])]
    assert seen(came) == [(reached, came, [missed])]
    assert came_back(snapshot, SCOPE, reached) == ["1"]
    assert came_back(snapshot, NOBODY, reached) == []


def test_a_lapsed_period_tells_what_it_was_and_how_the_next_one_goes(per_period: Snapshot) -> None:
    assert lapsed(per_period, SCOPE, date(2026, 10, 25)).is_empty()
    found = rows_of(
        lapsed(per_period, SCOPE, date(2026, 10, 26)).sort("student_id"),
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
def test_a_lapse_is_news_for_four_school_weeks(per_period: Snapshot, on: str, pupils: int) -> None:
    assert lapsed(per_period, SCOPE, date.fromisoformat(on)).height == pupils


def test_who_falls_back_to_a_lower_stage_went_down(tmp_path: Path) -> None:
    rows = [*spread("1", "laat", 3, start=30), *spread("1", "laat", 1, start=36)]
    snapshot = make_snapshot(tmp_path, rows, protocol="maastricht-2019", until=UNTIL)
    found = rows_of(lapsed(snapshot, SCOPE, YEAR[36]), "stage", "now_stage", "value_now")
    assert found == [("tl-3", "tl-1", 1.0)]


def test_hours_that_leave_the_window_of_the_norm_bring_a_pupil_down(tmp_path: Path) -> None:
    snapshot = make_snapshot(tmp_path, spread("1", "weg", 10, hours=5), until=UNTIL)
    # Hours of Monday and Tuesday 31 August and 1 September; the Monday leaves the window on 28 September.
    assert lapsed(snapshot, SCOPE, date(2026, 9, 25)).is_empty()
    assert rows_of(lapsed(snapshot, SCOPE, date(2026, 9, 28)), "stage", "since", "now_stage", "lasts") == [
        ("nadert", date(2026, 9, 28), None, None)
    ]


def test_a_new_school_year_brings_nobody_down(tmp_path: Path) -> None:
    new_year = school_days("midden", date(2027, 8, 23), date(2027, 9, 30))
    rows = spread("1", "laat", 12)
    late = table(f"1 | {YEAR[-3]} | 1 | laat\n2 | {new_year[-1]} | 1 | medisch")
    snapshot = make_snapshot(tmp_path, [*rows, *late], protocol="kgc-2021")
    assert lapsed(snapshot, SCOPE, new_year[3]).is_empty()
    assert steps(snapshot, new_year[3].isoformat()) == []


def test_counted_days_and_school_days_end_on_the_day(tmp_path: Path) -> None:
    rows = [*spread("1", "laat", 4), *spread("1", "ziek", 2, start=10), *spread("2", "laat", 1)]
    snapshot = make_snapshot(tmp_path, rows, protocol="kgc-2021", until=UNTIL)
    found = counted_days(snapshot, SCOPE, YEAR[2], ["1"])
    assert set(rows_of(found, "student_id", "ladder", "date")) == {
        ("1", ladder, day) for ladder in ("te-laat", "leerplicht", "ongeoorloofd") for day in YEAR[:3]
    }
    days = known_days(snapshot, SCOPE, YEAR[24])
    assert days["date"].to_list() == YEAR[:25]
    # The week of the day and the three before it.
    assert days.filter("is_recent")["date"].to_list() == YEAR[5:25]


def test_without_rights_there_is_nothing(per_period: Snapshot) -> None:
    on = date(2026, 10, 26)
    found = [
        worklist(per_period, NOBODY, on),
        worklist(per_period, NOBODY, on, students=["1"]),
        current_steps(per_period, NOBODY, on, ["1"]),
        known_tasks(per_period, NOBODY, on, pl.DataFrame({"student_id": ["1"], "reached_on": [on]})),
        lapsed(per_period, NOBODY, on),
        counted_days(per_period, NOBODY, on, ["1"]),
        known_days(per_period, NOBODY, on),
    ]
    assert [frame.height for frame in found] == [0] * 7


def test_a_choice_of_klassen_limits_every_list(tmp_path: Path) -> None:
    snapshot = make_snapshot(
        tmp_path, table(LATE_PER_PERIOD), protocol="maastricht-2019", until=UNTIL, klas={"2": "H4b"}
    )
    chosen = Selection(klassen=("H4b",))
    assert worklist(snapshot, SCOPE, date(2026, 10, 16), chosen)["student_id"].unique().to_list() == ["2"]
    assert lapsed(snapshot, SCOPE, date(2026, 10, 26), chosen)["student_id"].to_list() == ["2"]


def test_asked_by_pupil_even_an_old_step_is_there_and_what_recurs_this_week(tmp_path: Path) -> None:
    snapshot = make_snapshot(tmp_path, spread("1", "weg", 2), protocol="cgu-2024", until=UNTIL)
    assert steps(snapshot, "2026-11-27") == []
    found = worklist(snapshot, SCOPE, date(2026, 11, 27), students=["1"])
    assert rows_of(found, "stage", "reached_on", "recurring") == [("ao-1", YEAR[0], False)]
    assert worklist(snapshot, SCOPE, YEAR[1], students=["2"]).is_empty()
    # Without the reasons it is the same step with the same actions.
    bare = current_steps(snapshot, SCOPE, date(2026, 11, 27), ["1"])
    assert bare.to_dicts() == found.select(bare.columns).to_dicts()

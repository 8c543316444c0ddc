"""What DUO has a kind for: 16 hours, luxe, a month or longer, 18 and over; with unauthorised hours only."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.app_pages.leerplicht.duo import reports_of
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.duo import report_days
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from pipelines.viewer import NOBODY, Selection, Viewer, of_mentors, of_schools
from tests.pipelines.histories import (
    CATEGORIES,
    SCOPE,
    YEAR,
    Registration,
    make_snapshot,
    make_workspace,
    rows_of,
    settings,
    spread,
    table,
    write_csv,
)
from tests.pipelines.test_timetable import appointments

LAST = YEAR[40]
PUPILS = (
    "STAMNR;FIRSTNAME;PREFIX;LASTNAME;GENDER;BIRTHDATE;CLASS;STUDY;LOCATION;STUDYYEAR;PMENTORCODE;PMENTORNAME;"
    "studiebegindatum;studieeinddatum\n"
)


def kinds(snapshot: Snapshot, *columns: str, on: date = LAST) -> list[tuple[object, ...]]:
    return rows_of(reports_of(report_days(snapshot, SCOPE, on)), *columns)


def born(tmp_path: Path, birth: str, rows: list[Registration]) -> Snapshot:
    """The snapshot of a school where pupil 101 was born on that day."""
    pupils = tmp_path / "leerlingen.csv"
    pupils.write_text(PUPILS + f"101;Noor;;Veld;;{birth};V6a;VWO/6;;6;BRK;;1-8-2026;\n")
    workspace = create_workspace(tmp_path / "map", settings("nl-leerplicht"))
    closing = [Registration("slot", LAST, 1, "medisch")]
    import_files(workspace, [pupils, write_csv(tmp_path / "a.csv", [*rows, *closing])])
    return open_snapshot(workspace)


def test_a_report_with_its_days(tmp_path: Path) -> None:
    rows = table("""
        a | 2026-09-07 | 1-6 | weg
        a | 2026-09-09 | 1-6 | spijbelen
        a | 2026-09-14 | 2-5 | weg
        a | 2026-09-15 | 1-8 | weg
    """)
    snapshot = make_snapshot(tmp_path, rows, until=LAST)
    begin, end = date(2026, 9, 7), date(2026, 9, 14)
    assert kinds(snapshot, "kind", "report_number", "begin_date", "end_date", "reached_on", "due_on") == [
        ("relatief", 1, begin, end, end, date(2026, 9, 21))
    ]
    days = report_days(snapshot, SCOPE, LAST)
    assert rows_of(days, "date", "hours", "missed_lessons", "unknown_lessons", "lessons") == [
        (begin, 6.0, 6.0, 0.0, None),
        (date(2026, 9, 9), 6.0, 6.0, 0.0, None),
        (end, 4.0, 4.0, 0.0, None),
    ]


@pytest.mark.parametrize(("on", "left"), [("2026-10-14", 5), ("2026-10-17", 3), ("2026-10-28", 0), ("2026-10-29", -1)])
def test_working_days_left_skip_the_autumn_holiday(tmp_path: Path, on: str, left: int) -> None:
    """End on Wednesday 14 October, due on Wednesday 28 October: the holiday of 17 to 25 October does not count."""
    end = YEAR.index(date(2026, 10, 14))
    snapshot = make_snapshot(tmp_path, spread("a", "weg", 16, start=end - 1, hours=8), until=date(2026, 11, 20))
    found = reports_of(report_days(snapshot, SCOPE, date.fromisoformat(on)))
    assert rows_of(found, "due_on", "working_days_left") == [(date(2026, 10, 28), left)]


def test_unknown_hours_only_where_they_count_and_sick_hours_never(tmp_path: Path) -> None:
    """Every other category lies on the same days, in hours of its own or beside an unauthorised hour."""
    others = [
        c for c in CATEGORIES if c not in ("ongeoorloofd", "spijbelen", "niet_toegelaten", "luxeverzuim", "onbekend")
    ]
    rows = [*spread("a", "weg", 16, hours=4)]
    rows += [Registration("a", day, 5 + place % 6, other) for day in YEAR[:4] for place, other in enumerate(others)]
    rows += [Registration("a", YEAR[0], 1, "ziek"), Registration("a", YEAR[1], 12, "onbekend")]
    (tmp_path / "telt").mkdir()
    strict = report_days(make_snapshot(tmp_path, rows, protocol="cgu-2024", until=LAST), SCOPE, LAST)
    loose = report_days(make_snapshot(tmp_path / "telt", rows, protocol="maastricht-2019", until=LAST), SCOPE, LAST)
    hours = [rows_of(days.filter(kind="relatief"), "missed_lessons", "unknown_lessons") for days in (strict, loose)]
    assert hours == [[(4.0, 0.0)] * 4, [(4.0, 0.0), (5.0, 1.0), (4.0, 0.0), (4.0, 0.0)]]


def test_a_late_weighs_but_is_no_missed_lesson(tmp_path: Path) -> None:
    rows = [*spread("a", "weg", 15, hours=5), Registration("a", YEAR[3], 1, "te_laat_ongeoorloofd")]
    days = report_days(make_snapshot(tmp_path, rows, protocol="kgc-2021", until=LAST), SCOPE, LAST)
    assert rows_of(days.filter(kind="relatief"), "hours", "late_hours", "missed_lessons") == [
        (5.0, 0.0, 5.0),
        (5.0, 0.0, 5.0),
        (5.0, 0.0, 5.0),
        (1.0, 1.0, 0.0),
    ]


def test_clock_hours_are_told_in_lesson_hours(tmp_path: Path) -> None:
    toml = settings("cgu-2024", more='lesson_minutes = 45\nhour_unit = "klokuur"')
    days = report_days(make_snapshot(tmp_path, spread("a", "weg", 22, hours=8), toml=toml, until=LAST), SCOPE, LAST)
    assert rows_of(days, "hours", "missed_lessons") == [(6.0, 8.0), (6.0, 8.0), (4.5, 6.0)]


def test_luxe_is_a_report_from_the_first_hour_and_a_gap_makes_another(tmp_path: Path) -> None:
    """Friday and Monday are one absence, the Wednesday after is another."""
    rows = table("""
        a | 2026-10-16 | 1-6 | luxeverzuim
        a | 2026-10-26 | 1-2 | luxeverzuim
        a | 2026-10-28 | 1 | luxeverzuim
        a | 2026-10-28 | 2-4 | ziek
    """)
    snapshot = make_snapshot(tmp_path, rows, until=date(2026, 11, 20))
    found = reports_of(report_days(snapshot, SCOPE, date(2026, 11, 20))).filter(kind="luxe")
    assert rows_of(found, "begin_date", "end_date", "reached_on", "due_on") == [
        (date(2026, 10, 28), date(2026, 10, 28), date(2026, 10, 28), date(2026, 10, 28)),
        (date(2026, 10, 16), date(2026, 10, 26), date(2026, 10, 16), date(2026, 10, 16)),
    ]
    days = report_days(snapshot, SCOPE, date(2026, 11, 20)).filter(kind="luxe")
    assert days["missed_lessons"].to_list() == [1.0, 6.0, 2.0]


@pytest.mark.parametrize(
    ("days", "month", "adult"), [(19, False, False), (20, False, True), (21, True, True), (22, True, True)]
)
def test_a_month_is_more_than_four_school_weeks_and_the_other_duty_is_four(
    tmp_path: Path, days: int, month: bool, adult: bool
) -> None:
    """From Monday 31 August on every school day: Friday 25 September is the twentieth, Monday the twenty-first."""
    rows = [Registration("101", day, 1, "ongeoorloofd") for day in YEAR[:days]]
    found = reports_of(report_days(born(tmp_path, "01-01-2008", rows), SCOPE, LAST))
    long = rows_of(found.filter(kind="maand"), "begin_date", "end_date", "reached_on", "due_on")
    assert long == ([(YEAR[0], YEAR[days - 1], YEAR[20], date(2026, 10, 5))] if month else [])
    own = rows_of(found.filter(kind="achttien"), "begin_date", "end_date", "reached_on", "due_on")
    assert own == ([(YEAR[0], YEAR[days - 1], YEAR[19], None)] if adult else [])


@pytest.mark.parametrize(("birth", "adult"), [("26-09-2008", False), ("25-09-2008", True), ("24-09-2008", True)])
def test_who_turns_eighteen_on_the_last_day_of_the_fourth_week_is_eighteen(
    tmp_path: Path, birth: str, adult: bool
) -> None:
    rows = [Registration("101", day, 1, "ongeoorloofd") for day in YEAR[:20]]
    found = reports_of(report_days(born(tmp_path, birth, rows), SCOPE, LAST))
    assert rows_of(found.filter(kind="achttien"), "age", "duty") == ([(18, False)] if adult else [])


@pytest.mark.parametrize(("birth", "age"), [("26-09-2003", 22), ("25-09-2003", None), ("24-09-2003", None)])
def test_the_other_duty_ends_at_twenty_three(tmp_path: Path, birth: str, age: int | None) -> None:
    rows = [Registration("101", day, 1, "ongeoorloofd") for day in YEAR[:20]]
    found = reports_of(report_days(born(tmp_path, birth, rows), SCOPE, LAST))
    assert rows_of(found.filter(kind="achttien"), "age") == ([(age,)] if age else [])


@pytest.mark.parametrize(
    ("birth", "adult_on"),
    [
        ("26-09-2008", date(2026, 9, 26)),
        ("31-12-2007", date(2025, 12, 31)),
        # Born on 29 February: on 28 February not yet, in a year without that day from 1 March on.
        ("29-02-2008", date(2026, 3, 1)),
        ("28-02-2010", date(2028, 2, 28)),
        ("29-02-2012", date(2030, 3, 1)),
        ("", None),
    ],
)
def test_the_day_of_coming_of_age(tmp_path: Path, birth: str, adult_on: date | None) -> None:
    snapshot = born(tmp_path, birth, [Registration("101", YEAR[0], 1, "ziek")])
    found = snapshot.rows("select adult_on from mart_student where student_id = '101'")
    assert found["adult_on"].to_list() == [adult_on]


def test_one_day_without_an_unauthorised_hour_breaks_the_month(tmp_path: Path) -> None:
    rows = [Registration("a", day, 1, "ziek" if n == 10 else "ongeoorloofd") for n, day in enumerate(YEAR[:25])]
    assert (
        reports_of(report_days(make_snapshot(tmp_path, rows, until=LAST), SCOPE, LAST)).filter(kind="maand").is_empty()
    )


def test_the_timetable_of_the_pupil_is_beside_the_missed_lessons(tmp_path: Path) -> None:
    rows = [Registration("101", day, hour, "luxeverzuim") for day in YEAR[:2] for hour in (1, 2)]
    workspace = make_workspace(tmp_path, rows, until=LAST)
    import_files(workspace, [appointments(tmp_path / "z.json", [(YEAR[0], hour, ["101"]) for hour in (1, 2, 3)])])
    found = report_days(open_snapshot(workspace), SCOPE, LAST)
    assert rows_of(found, "date", "missed_lessons", "lessons") == [(YEAR[0], 2.0, 3), (YEAR[1], 2.0, None)]


def test_before_the_day_nothing_is_known(tmp_path: Path) -> None:
    snapshot = make_snapshot(tmp_path, spread("a", "weg", 16, hours=8), until=LAST)
    assert reports_of(report_days(snapshot, SCOPE, YEAR[0])).is_empty()
    assert report_days(snapshot, SCOPE, YEAR[0]).is_empty()


@pytest.mark.parametrize("viewer", [NOBODY, of_schools("t"), of_mentors("s", "X")])
def test_without_rights_there_are_no_rows(tmp_path: Path, viewer: Viewer) -> None:
    snapshot = make_snapshot(tmp_path, spread("a", "weg", 16, hours=8), until=LAST)
    assert reports_of(report_days(snapshot, viewer, LAST)).is_empty()
    assert report_days(snapshot, viewer, LAST).is_empty()


def test_a_choice_of_klas_leaves_out_pupils_and_no_hours(tmp_path: Path) -> None:
    rows = [*spread("a", "weg", 16, hours=8), *spread("b", "weg", 16, hours=8)]
    snapshot = make_snapshot(tmp_path, rows, klas={"a": "H3a", "b": "H3b"}, until=LAST)
    whole = report_days(snapshot, SCOPE, LAST)
    chosen = report_days(snapshot, SCOPE, LAST, Selection(klassen=("H3b",)))
    assert chosen.equals(whole.filter(student_id="b"))
    assert chosen.height == 2

"""What DUO has a kind for: 16 hours, luxe, a month or longer, 18 and over; with unauthorised hours only."""

from datetime import date
from pathlib import Path

import polars as pl
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
    Case,
    Registration,
    School,
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
NATIONAL = School("nl-leerplicht", until=date(2026, 11, 20))
PUPILS = (
    "STAMNR;FIRSTNAME;PREFIX;LASTNAME;GENDER;BIRTHDATE;CLASS;STUDY;LOCATION;STUDYYEAR;PMENTORCODE;PMENTORNAME;"
    "studiebegindatum;studieeinddatum\n"
)


def found_reports(case: Case, on: date = LAST) -> pl.DataFrame:
    return reports_of(case.ask(report_days, SCOPE, on))


WITH_DAYS = NATIONAL.case(
    table("""
        a | 2026-09-07 | 1-6 | weg
        a | 2026-09-09 | 1-6 | spijbelen
        a | 2026-09-14 | 2-5 | weg
        a | 2026-09-15 | 1-8 | weg
    """)
)


def test_a_report_with_its_days() -> None:
    begin, end = date(2026, 9, 7), date(2026, 9, 14)
    columns = ("kind", "report_number", "begin_date", "end_date", "reached_on", "due_on")
    assert rows_of(found_reports(WITH_DAYS), *columns) == [("relatief", 1, begin, end, end, date(2026, 9, 21))]
    days = WITH_DAYS.ask(report_days, SCOPE, LAST)
    assert rows_of(days, "date", "hours", "missed_lessons", "unknown_lessons", "lessons") == [
        (begin, 6.0, 6.0, 0.0, None),
        (date(2026, 9, 9), 6.0, 6.0, 0.0, None),
        (end, 4.0, 4.0, 0.0, None),
    ]


AUTUMN = NATIONAL.case(spread("a", "weg", 16, start=YEAR.index(date(2026, 10, 14)) - 1, hours=8))


@pytest.mark.parametrize(("on", "left"), [("2026-10-14", 5), ("2026-10-17", 3), ("2026-10-28", 0), ("2026-10-29", -1)])
def test_working_days_left_skip_the_autumn_holiday(on: str, left: int) -> None:
    """End on Wednesday 14 October, due on Wednesday 28 October: the holiday of 17 to 25 October does not count."""
    found = found_reports(AUTUMN, date.fromisoformat(on))
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


LUXE = NATIONAL.case(
    table("""
        a | 2026-10-16 | 1-6 | luxeverzuim
        a | 2026-10-26 | 1-2 | luxeverzuim
        a | 2026-10-28 | 1 | luxeverzuim
        a | 2026-10-28 | 2-4 | ziek
    """)
)


def test_luxe_is_a_report_from_the_first_hour_and_a_gap_makes_another() -> None:
    """Friday and Monday are one absence, the Wednesday after is another."""
    found = found_reports(LUXE, date(2026, 11, 20)).filter(kind="luxe")
    assert rows_of(found, "begin_date", "end_date", "reached_on", "due_on") == [
        (date(2026, 10, 28), date(2026, 10, 28), date(2026, 10, 28), date(2026, 10, 28)),
        (date(2026, 10, 16), date(2026, 10, 26), date(2026, 10, 16), date(2026, 10, 16)),
    ]
    days = LUXE.ask(report_days, SCOPE, date(2026, 11, 20)).filter(kind="luxe")
    assert days["missed_lessons"].to_list() == [1.0, 6.0, 2.0]


# date of birth and school days of one unauthorised hour, from the first of the year on
MONTH = [("01-01-2008", days) for days in (19, 20, 21, 22)]
EIGHTEEN = [(birth, 20) for birth in ("26-09-2008", "25-09-2008", "24-09-2008")]
TWENTY_THREE = [(birth, 20) for birth in ("26-09-2003", "25-09-2003", "24-09-2003")]
PRESENT = [(birth, 0) for birth in ("26-09-2008", "31-12-2007", "29-02-2008", "28-02-2010", "29-02-2012", "")]
LISTED = {f"{101 + n}": pupil for n, pupil in enumerate((*MONTH, *EIGHTEEN, *TWENTY_THREE, *PRESENT))}


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A school with a pupil of each date of birth and number of days; who has none was ill on the first day."""
    folder = tmp_path_factory.mktemp("lijst")
    people = folder / "leerlingen.csv"
    lines = [f"{number};Noor;;Veld;;{birth};V6a;VWO/6;;6;BRK;;1-8-2026;\n" for number, (birth, _) in LISTED.items()]
    people.write_text(PUPILS + "".join(lines))
    rows = [Registration("slot", LAST, 1, "medisch")]
    for number, (_, days) in LISTED.items():
        rows += spread(number, "weg", days) if days else spread(number, "ziek", 1)
    workspace = create_workspace(folder / "map", settings("nl-leerplicht"))
    import_files(workspace, [people, write_csv(folder / "a.csv", rows)])
    return open_snapshot(workspace)


def of_pupil(listed: Snapshot, birth: str, days: int, kind: str) -> pl.DataFrame:
    """The reports of one kind about the pupil with that date of birth and number of days."""
    number = next(number for number, pupil in LISTED.items() if pupil == (birth, days))
    return reports_of(report_days(listed, SCOPE, LAST)).filter(kind=kind, student_id=number)


@pytest.mark.parametrize(
    ("days", "month", "adult"), [(19, False, False), (20, False, True), (21, True, True), (22, True, True)]
)
def test_a_month_is_more_than_four_school_weeks_and_the_other_duty_is_four(
    listed: Snapshot, days: int, month: bool, adult: bool
) -> None:
    """From Monday 31 August on every school day: Friday 25 September is the twentieth, Monday the twenty-first."""
    columns = ("begin_date", "end_date", "reached_on", "due_on")
    long = rows_of(of_pupil(listed, "01-01-2008", days, "maand"), *columns)
    assert long == ([(YEAR[0], YEAR[days - 1], YEAR[20], date(2026, 10, 5))] if month else [])
    own = rows_of(of_pupil(listed, "01-01-2008", days, "achttien"), *columns)
    assert own == ([(YEAR[0], YEAR[days - 1], YEAR[19], None)] if adult else [])


@pytest.mark.parametrize(("birth", "adult"), [("26-09-2008", False), ("25-09-2008", True), ("24-09-2008", True)])
def test_who_turns_eighteen_on_the_last_day_of_the_fourth_week_is_eighteen(
    listed: Snapshot, birth: str, adult: bool
) -> None:
    found = of_pupil(listed, birth, 20, "achttien")
    assert rows_of(found, "age", "duty") == ([(18, False)] if adult else [])


@pytest.mark.parametrize(("birth", "age"), [("26-09-2003", 22), ("25-09-2003", None), ("24-09-2003", None)])
def test_the_other_duty_ends_at_twenty_three(listed: Snapshot, birth: str, age: int | None) -> None:
    assert rows_of(of_pupil(listed, birth, 20, "achttien"), "age") == ([(age,)] if age else [])


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
def test_the_day_of_coming_of_age(listed: Snapshot, birth: str, adult_on: date | None) -> None:
    number = next(number for number, pupil in LISTED.items() if pupil == (birth, 0))
    found = listed.rows("select adult_on from mart_student where student_id = $number", {"number": number})
    assert found["adult_on"].to_list() == [adult_on]


BROKEN = NATIONAL.case(
    Registration("a", day, 1, "ziek" if n == 10 else "ongeoorloofd") for n, day in enumerate(YEAR[:25])
)


def test_one_day_without_an_unauthorised_hour_breaks_the_month() -> None:
    assert found_reports(BROKEN).filter(kind="maand").is_empty()


def test_the_timetable_of_the_pupil_is_beside_the_missed_lessons(tmp_path: Path) -> None:
    rows = [Registration("101", day, hour, "luxeverzuim") for day in YEAR[:2] for hour in (1, 2)]
    workspace = make_workspace(tmp_path, rows, until=LAST)
    import_files(workspace, [appointments(tmp_path / "z.json", [(YEAR[0], hour, ["101"]) for hour in (1, 2, 3)])])
    found = report_days(open_snapshot(workspace), SCOPE, LAST)
    assert rows_of(found, "date", "missed_lessons", "lessons") == [(YEAR[0], 2.0, 3), (YEAR[1], 2.0, None)]


SIXTEEN = NATIONAL.case(
    [*spread("a", "weg", 16, hours=8), *spread("b", "weg", 16, hours=8)], klas={"a": "H3a", "b": "H3b"}
)


def test_before_the_day_nothing_is_known() -> None:
    assert found_reports(SIXTEEN).height == 2
    assert found_reports(SIXTEEN, YEAR[0]).is_empty()
    assert SIXTEEN.ask(report_days, SCOPE, YEAR[0]).is_empty()


@pytest.mark.parametrize("viewer", [NOBODY, of_schools("t"), of_mentors("s", "X")])
def test_without_rights_there_are_no_rows(viewer: Viewer) -> None:
    assert reports_of(report_days(NATIONAL.snapshot, viewer, LAST)).is_empty()
    assert report_days(NATIONAL.snapshot, viewer, LAST).is_empty()


def test_a_choice_of_klas_leaves_out_pupils_and_no_hours() -> None:
    whole = report_days(NATIONAL.snapshot, SCOPE, LAST)
    chosen = report_days(NATIONAL.snapshot, SCOPE, LAST, Selection(klassen=("H3b",)))
    assert chosen.equals(whole.filter(student_id=SIXTEEN.pupil("b")))
    assert chosen.height == 2


def test_nobody_else_has_a_report() -> None:
    """Only pupils of the cases, and not `slot`, who was away with leave."""
    found = report_days(NATIONAL.snapshot, SCOPE, date(2026, 11, 20))
    assert set(found["student_id"]) == {case.pupil("a") for case in (WITH_DAYS, AUTUMN, LUXE, BROKEN, SIXTEEN)} | {
        SIXTEEN.pupil("b")
    }

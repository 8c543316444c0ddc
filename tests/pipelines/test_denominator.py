"""Two school years have one denominator, a week is whole when it is over, and enrolled is who is there: by hand."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.completeness import completeness
from pipelines.questions.denominator import LESSON_TABLE, OWN, PUPILS, TIMETABLE, Denominator, denominator
from pipelines.questions.mt_report import periods, pupil_weeks
from pipelines.questions.pupil_rates import enrolled, pupil_rates
from pipelines.questions.school import week_ends
from pipelines.questions.weekly_rates import trends
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from pipelines.viewer import EVERYTHING, NOBODY, Selection, of_mentors
from tests.pipelines.histories import SCOPE, YEAR, Registration, settings, write_csv
from tests.pipelines.test_rates import snapshot_of
from tests.pipelines.test_timetable import appointments
from tests.shared import copied, key, once

# The first two school weeks of both years.
THIS = [date(2026, 8, 31) + timedelta(7 * week + day) for week in range(2) for day in range(5)]
LAST_YEAR = [date(2025, 9, 1) + timedelta(7 * week + day) for week in range(2) for day in range(5)]
NUMBERS = [f"{number}" for number in range(101, 111)]
ILL = NUMBERS[:6]
LESSONS_A_DAY = 5
NO_TABLE = settings("nl-leerplicht").replace("lessons_per_week = 30\n", "")


def two_years(folder: Path, timetabled: list[date], toml: str | None = None, years: int = 2) -> Workspace:
    """Ten pupils, six of whom are ill for one hour on the Tuesday of each week; five lessons on the timetabled days.

    The lesson table says thirty hours a week, so six a day: per week 6 of 300 hours by the table, 6 of 250 by the
    timetable. The same school is built once a run, and copied.
    """
    copied(_made(timetabled, toml, years), folder)
    return open_workspace(folder / "map")


def compared(timetabled: list[date], toml: str | None = None, years: int = 2) -> Snapshot:
    """The snapshot of `two_years`, which is only to be read."""
    return open_snapshot(open_workspace(_made(timetabled, toml, years) / "map"))


def _made(timetabled: list[date], toml: str | None, years: int) -> Path:
    days = [*(LAST_YEAR if years == 2 else []), *THIS]
    tuesdays = [day for day in days if day.isoweekday() == 2]
    rows = [Registration(student, day, 1, "ziek") for day in tuesdays for student in ILL]
    rows += [Registration(student, day, 1, "medisch") for student in NUMBERS for day in (days[0], days[-1])]
    lessons = [(day, hour, NUMBERS) for day in timetabled for hour in range(1, LESSONS_A_DAY + 1)]

    def make(place: Path) -> None:
        workspace = create_workspace(place / "map", toml or settings("nl-leerplicht"))
        files = [appointments(place / "rooster.json", lessons)] if lessons else []
        import_files(workspace, [write_csv(place / "r.csv", rows), *files])

    return once(key("two_years", timetabled, toml, years), make)


def rates(snapshot: Snapshot, divided: Denominator) -> set[float | None]:
    found = trends(snapshot, SCOPE, LAST_YEAR[0], THIS[-1], None, category="ziek", denominator=divided)
    weeks = found.filter(found["week_start"].is_in([THIS[0], THIS[5], LAST_YEAR[0], LAST_YEAR[5]]))
    assert weeks.height == 4
    return {None if rate is None else round(rate, 6) for rate in weeks["rate_per_100"]}


@pytest.mark.parametrize(
    ("timetabled", "expected", "rate"),
    [
        ([], LESSON_TABLE, 2.0),
        ([*LAST_YEAR, *THIS], TIMETABLE, 2.4),
        (THIS, LESSON_TABLE, 2.0),
        (LAST_YEAR, LESSON_TABLE, 2.0),
        ([*LAST_YEAR[1:], *THIS], LESSON_TABLE, 2.0),  # one day without a timetable last year
        ([*LAST_YEAR, *THIS[:-1]], LESSON_TABLE, 2.0),  # and one this year
    ],
)
def test_both_years_are_divided_by_the_same(timetabled: list[date], expected: Denominator, rate: float) -> None:
    """As many were ill in both years: whatever was imported, the two years have one rate."""
    snapshot = compared(timetabled)
    divided = denominator(snapshot, SCOPE, THIS[-1], "s")
    assert divided == expected
    assert rates(snapshot, divided) == {rate}
    weeks = pupil_weeks(snapshot, SCOPE, THIS[-1], "s", divided)
    per = weeks.group_by("period").agg(pl.sum("ziek", "compared_hours"))
    hours = 100 * 12 / rate
    assert sorted(per.rows()) == [("nu", 12, pytest.approx(hours)), ("vorig jaar", 12, pytest.approx(hours))]
    # Afdelingen of one year are compared with each other, so they have the timetable where there is one.
    parts = pupil_rates(snapshot, SCOPE, THIS[-1], "s", "ziek")
    free = sum(day not in timetabled for day in THIS)
    assert parts["scheduled_hours"].sum() == 500 + 10 * free == weeks.filter(period="nu")["scheduled_hours"].sum()


def test_each_week_has_its_own_where_nothing_is_compared() -> None:
    """The command `trends`: 6 of 250 hours this year, 6 of 300 last year."""
    snapshot = compared(THIS)
    assert rates(snapshot, OWN) == {2.0, 2.4}


def test_without_a_lesson_table_two_years_are_compared_per_pupil() -> None:
    """Six hours of ten pupils on five days: 0.6 a week in both years, and no percentage in either."""
    snapshot = compared(THIS, NO_TABLE)
    divided = denominator(snapshot, SCOPE, THIS[-1], "s")
    assert divided == PUPILS
    assert rates(snapshot, divided) == {None}
    found = trends(snapshot, SCOPE, LAST_YEAR[0], THIS[-1], None, category="ziek", denominator=divided)
    ill = found.filter(found["missed_hours"] > 0)
    assert ill["hours_per_pupil"].round(6).to_list() == [0.6] * 4


@pytest.mark.parametrize("on", [THIS[0], THIS[-1]])
def test_one_year_alone_has_its_timetable(on: date) -> None:
    snapshot = compared(THIS, years=1)
    assert denominator(snapshot, SCOPE, on, "s") == OWN
    weeks = pupil_weeks(snapshot, SCOPE, THIS[-1], "s", OWN)
    assert weeks["scheduled_hours"].sum() == 500


def test_what_is_not_laid_beside_does_not_matter() -> None:
    """In the first week both years have a timetable; that the second week of last year has none comes later."""
    snapshot = compared([*LAST_YEAR[:5], *THIS])
    assert denominator(snapshot, SCOPE, THIS[4], "s") == TIMETABLE
    assert denominator(snapshot, SCOPE, THIS[5], "s") == LESSON_TABLE
    assert denominator(snapshot, SCOPE, LAST_YEAR[-1], "s") == OWN
    assert denominator(snapshot, SCOPE, date(2026, 8, 1), "s") == OWN


def test_the_denominator_is_that_of_the_school() -> None:
    """Who sees one mentor group sees its figures divided as everybody does; without rights there is nothing to divide."""
    snapshot = compared(THIS)
    assert denominator(snapshot, of_mentors("s", "X"), THIS[-1], "s") == LESSON_TABLE
    assert denominator(snapshot, NOBODY, THIS[-1], "s") == OWN


@pytest.fixture(scope="module")
def free_friday(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """One pupil who is ill every day; Friday 11 September is free."""
    free = settings("nl-leerplicht", more='[[school.free_day]]\ndate = 2026-09-11\nname = "Studiedag"\n')
    rows = [Registration("1", day, 1, "ziek") for day in YEAR[:14]]
    return snapshot_of(tmp_path_factory.mktemp("vrij"), "1;H1a;1;1-8-2026;", rows, free)


@pytest.mark.parametrize(
    ("on", "finished"),
    [
        (date(2026, 9, 3), [False]),  # Thursday
        (date(2026, 9, 4), [True]),  # Friday
        (date(2026, 9, 6), [True]),  # Sunday
        (date(2026, 9, 7), [True, False]),
        (date(2026, 9, 9), [True, False]),
        (date(2026, 9, 10), [True, True]),  # Friday the 11th is free: Thursday ends the week
        (date(2026, 9, 11), [True, True]),
    ],
)
def test_a_week_is_finished_on_its_last_school_day(free_friday: Snapshot, on: date, finished: list[bool]) -> None:
    assert week_ends(free_friday, on, "s")["finished"].to_list() == finished
    weeks = trends(free_friday, SCOPE, YEAR[0], on, None, category="ziek")
    assert weeks["finished"].to_list() == finished
    running = dict(periods(free_friday, SCOPE, on, "s").select("period", "running").iter_rows())
    assert running == {"nu": not finished[-1]}


@pytest.mark.parametrize(("last", "weeks"), [(7, 1), (8, 1), (9, 2)])
def test_data_that_end_in_a_week_do_not_make_it_whole(tmp_path: Path, last: int, weeks: int) -> None:
    """Data to Wednesday, Thursday and Friday of the second week."""
    rows = [Registration("1", day, 1, "ziek") for day in YEAR[: last + 1]]
    snapshot = snapshot_of(tmp_path, "1;H1a;1;1-8-2026;", rows)
    assert week_ends(snapshot, YEAR[last], "s")["finished"].to_list() == [True, weeks == 2]
    assert completeness(snapshot, SCOPE, YEAR[last], "s", EVERYTHING)["school_week"].n_unique() == weeks


# Pupil 3 leaves after Tuesday 8 September, 4 joins on Monday the 14th, 5 moves on Wednesday the 9th, 6 stays to the end.
PLACED = """1;H1a;1;1-8-2026;
3;H1a;1;1-8-2026;8-9-2026
4;H1a;1;14-9-2026;
5;H1a;1;1-8-2026;8-9-2026
5;H2a;2;9-9-2026;
6;H2a;2;1-8-2026;16-7-2027"""


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    rows = [Registration("1", YEAR[0], 1, "ziek"), Registration("1", YEAR[-1], 1, "ziek")]
    return snapshot_of(tmp_path_factory.mktemp("geplaatst"), PLACED, rows)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 9, 8), {"H1a": 3, "H2a": 1}),
        (date(2026, 9, 9), {"H1a": 1, "H2a": 2}),
        (date(2026, 9, 13), {"H1a": 1, "H2a": 2}),
        (date(2026, 9, 14), {"H1a": 2, "H2a": 2}),
        (date(2027, 7, 16), {"H1a": 2, "H2a": 2}),
        (date(2027, 7, 31), {"H1a": 2, "H2a": 2}),  # a year that is over: its last school day
    ],
)
def test_enrolled_is_who_is_there_on_the_day(placed: Snapshot, on: date, expected: dict[str, int]) -> None:
    assert enrolled(placed, SCOPE, on, "s", "klas") == expected
    assert enrolled(placed, SCOPE, on, "s", "klas", Selection(klassen=("H1a",))) == {"H1a": expected["H1a"]}
    assert enrolled(placed, of_mentors("s", "X"), on, "s", "klas") == {}
    assert enrolled(placed, NOBODY, on, "s", "klas") == {}

"""The periods of the management report, and who counts in them: the days before, on and after each edge."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.calendar import school_days
from pipelines.models.snapshot import Snapshot
from pipelines.questions import mt_report as report
from pipelines.viewer import NOBODY, Viewer
from tests.pipelines.histories import SCOPE, YEAR, Registration, make_snapshot, rows_of, spread

LAST = date(2026, 11, 20)
BEFORE = school_days("midden", date(2025, 9, 1), date(2026, 7, 17))
MONDAYS = sorted({day - timedelta(day.weekday()) for day in YEAR if day <= LAST})
MONDAYS_BEFORE = sorted({day - timedelta(day.weekday()) for day in BEFORE})


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """One pupil misses an hour on every school day of two years; the other reaches both norms in September."""
    daily = [Registration("1", day, 1, "ongeoorloofd") for day in [*BEFORE, *(d for d in YEAR if d <= LAST)]]
    other = [
        *spread("2", "weg", 16, start=0, hours=8),
        *spread("2", "ziek", 7, start=5),
        *spread("2", "zh", 1, start=5, hours=1),
        *spread("2", "laat", 1, start=20),
    ]
    opened = make_snapshot(tmp_path_factory.mktemp("periodes"), [*daily, *other])
    yield opened
    opened.close()


def periods(snapshot: Snapshot, on: date) -> dict[str, tuple[date, date, int]]:
    rows = report.periods(snapshot, SCOPE, on, "s")
    return {row["period"]: (row["first_date"], row["last_date"], row["weeks"]) for row in rows.iter_rows(named=True)}


def test_the_last_four_school_weeks_the_four_before_and_the_same_of_last_year(snapshot: Snapshot) -> None:
    here = len(MONDAYS)
    last_year = MONDAYS_BEFORE[here - 4 : here]
    assert periods(snapshot, LAST) == {
        "nu": (MONDAYS[-4], LAST, 4),
        "eerder": (MONDAYS[-8], max(day for day in YEAR if day < MONDAYS[-4]), 4),
        "vorig jaar": (last_year[0], last_year[-1] + timedelta(4), 4),
    }


@pytest.mark.parametrize("back", [0, 1, 4])
def test_last_year_ends_on_the_same_weekday(snapshot: Snapshot, back: int) -> None:
    on = LAST - timedelta(back)
    found = periods(snapshot, on)
    assert found["nu"][1] == on
    assert found["vorig jaar"][1].weekday() == on.weekday()
    assert found["eerder"] == periods(snapshot, LAST)["eerder"]


def test_a_weekend_is_the_friday_before_it(snapshot: Snapshot) -> None:
    friday = date(2026, 11, 13)
    assert periods(snapshot, friday + timedelta(2)) == periods(snapshot, friday)


@pytest.mark.parametrize(("week", "weeks"), [(1, (1, None)), (3, (3, None)), (4, (4, None)), (5, (4, 1)), (8, (4, 4))])
def test_no_period_runs_over_the_summer(snapshot: Snapshot, week: int, weeks: tuple[int, int | None]) -> None:
    found = periods(snapshot, MONDAYS[week - 1])
    assert (found["nu"][2], found["eerder"][2] if "eerder" in found else None) == weeks
    assert found["nu"][0] == MONDAYS[max(week - 4, 0)]


@pytest.mark.parametrize(
    ("on", "known"), [(date(2026, 7, 31), True), (date(2026, 8, 1), False), (date(2026, 8, 31), True)]
)
def test_before_the_first_school_day_there_is_no_period(snapshot: Snapshot, on: date, known: bool) -> None:
    assert bool(periods(snapshot, on)) == known
    assert report.pupil_weeks(snapshot, SCOPE, on, "s").is_empty() != known
    assert report.counts(snapshot, SCOPE, on, "s").is_empty() != known


def test_without_last_year_there_is_no_such_period(tmp_path: Path) -> None:
    opened = make_snapshot(tmp_path, spread("1", "weg", 10))
    assert set(periods(opened, YEAR[9])) == {"nu"}
    opened.close()


def test_hours_fall_in_the_period_of_their_day(snapshot: Snapshot) -> None:
    rows = report.pupil_weeks(snapshot, SCOPE, LAST, "s").filter(pl.col("student_id") == "1")
    per = {
        period: (days, hours)
        for period, days, hours in rows.group_by("period")
        .agg(pl.col("days").sum(), pl.col("ongeoorloofd").sum())
        .iter_rows()
    }
    for period, (first, last, _) in periods(snapshot, LAST).items():
        amount = sum(first <= day <= last for day in [*BEFORE, *YEAR])
        assert per[period] == (amount, amount)
    assert per[None][0] == sum(day < MONDAYS[-8] for day in YEAR)


def test_a_slot_with_sick_and_sent_home_counts_once(snapshot: Snapshot) -> None:
    rows = report.pupil_weeks(snapshot, SCOPE, LAST, "s").filter(pl.col("student_id") == "2")
    assert rows.select(pl.col("ongeoorloofd", "ziek", "te_laat").sum()).row(0) == (16, 7, 1)


def test_who_reached_a_norm_counts_from_that_day_on(snapshot: Snapshot) -> None:
    def reached(on: date) -> tuple[int, int]:
        rows = report.counts(snapshot, SCOPE, on, "s").filter(pl.col("period") == "nu")
        return int(rows["reached"].sum()), int(rows["worrying"].sum())

    assert rows_of(report.counts(snapshot, SCOPE, LAST, "s").filter(pl.col("period") == "nu"), "part", "students") == [
        ("overig", 2)
    ]
    # Eight hours on each of the first two days; ill from the sixth day on, for seven days.
    assert [reached(day)[0] for day in YEAR[:3]] == [0, 1, 1]
    assert [reached(day)[1] for day in YEAR[10:13]] == [0, 1, 1]


def test_no_right_no_rows(snapshot: Snapshot) -> None:
    for query in (report.periods, report.pupil_weeks, report.counts, report.stage_counts):
        assert query(snapshot, NOBODY, LAST, "s").is_empty()
    assert report.counts(snapshot, Viewer(schools=("s",)), LAST, "s")["worrying"].null_count() == 3


def test_stages_are_counted_as_ladders_shows_them(snapshot: Snapshot) -> None:
    from pipelines.questions.stages import stages

    rows = stages(snapshot, SCOPE, LAST).group_by("ladder", "stage").len().sort("ladder", "stage")
    counted = report.stage_counts(snapshot, SCOPE, LAST, "s").sort("ladder", "stage")
    assert counted.select("ladder", "stage", "students").rows() == rows.rows()

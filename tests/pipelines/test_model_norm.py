"""The 16-hour norm: 16 hours that count in 4 school weeks, and at most one report in 7 calendar days."""

import pytest

from tests.pipelines.given import expect

CROSSES = "norm_crosses_summer | hour_factor\n true | 1"
RESTARTS = "norm_crosses_summer | hour_factor\n false | 1"


def hours(*rows: str, student: str = "1") -> str:
    """Days of the norm, `date | t | counted`: all judged."""
    return "student_id | date | t | counted | judged | unknown\n" + "\n".join(
        f"{student} | {row} | {row.split('|')[2]} | 0" for row in rows
    )


@pytest.mark.parametrize(
    ("counted", "reports"),
    [
        ("7.5", ""),
        ("8", "1 | 2026-09-07 | 2026-09-08 | 2026-09-08"),
        ("8.5", "1 | 2026-09-07 | 2026-09-08 | 2026-09-08"),
        # 24 lessons of 40 minutes are 16 hours, a hair below.
        ("7.9999999", "1 | 2026-09-07 | 2026-09-08 | 2026-09-08"),
    ],
)
def test_the_norm_is_reached_at_sixteen_hours(counted: str, reports: str) -> None:
    expect(
        "int_norm_report",
        f"sequence | begin_date | end_date | possible_from\n{reports}".strip(),
        int_norm_day=hours("2026-09-07 | 302 | 8", f"2026-09-08 | 303 | {counted}"),
    )


@pytest.mark.parametrize(
    ("second", "reports"),
    [
        # The autumn holiday is no school week: 28 days of school weeks after Tuesday 29 September is 3 November.
        ("2026-11-02 | 351", "2026-09-29 | 2026-11-02"),
        ("2026-11-03 | 352", ""),
    ],
)
def test_hours_meet_within_four_school_weeks(second: str, reports: str) -> None:
    expect(
        "int_norm_report",
        f"begin_date | end_date\n{reports}".strip(),
        int_norm_day=hours("2026-09-29 | 324 | 8", f"{second} | 8"),
    )


def test_hours_of_four_school_weeks_ago_are_no_part_of_a_report() -> None:
    expect(
        "int_norm_report",
        "begin_date | end_date\n 2026-11-03 | 2026-11-04",
        int_norm_day=hours("2026-09-29 | 324 | 8", "2026-11-03 | 352 | 8", "2026-11-04 | 353 | 8"),
    )


@pytest.mark.parametrize(
    ("day", "t", "second"),
    [
        # Reached again on the sixth day after: the report waits until the seventh.
        ("2026-09-14", "309", "2 | 2026-09-14 | 2026-09-14 | 2026-09-15"),
        ("2026-09-15", "310", "2 | 2026-09-15 | 2026-09-15 | 2026-09-15"),
        ("2026-09-16", "311", "2 | 2026-09-16 | 2026-09-16 | 2026-09-16"),
    ],
)
def test_a_report_comes_seven_days_after_the_one_before(day: str, t: str, second: str) -> None:
    expect(
        "int_norm_report",
        f"sequence | begin_date | end_date | possible_from\n 1 | 2026-09-08 | 2026-09-08 | 2026-09-08\n {second}",
        int_norm_day=hours("2026-09-08 | 303 | 16", f"{day} | {t} | 16"),
    )


def test_a_report_that_waits_takes_in_the_hours_until_it_can_be_made() -> None:
    expect(
        "int_norm_report",
        """
        sequence | begin_date | end_date   | possible_from
        1        | 2026-09-08 | 2026-09-08 | 2026-09-08
        2        | 2026-09-09 | 2026-09-15 | 2026-09-15
        """,
        int_norm_day=hours(
            "2026-09-08 | 303 | 16", "2026-09-09 | 304 | 16", "2026-09-15 | 310 | 3", "2026-09-16 | 311 | 15"
        ),
    )


def test_counting_starts_again_the_day_after_the_end_date() -> None:
    expect(
        "int_norm_report",
        "sequence | begin_date | end_date\n 1 | 2026-09-07 | 2026-09-08",
        int_norm_day=hours("2026-09-07 | 302 | 8", "2026-09-08 | 303 | 10", "2026-09-21 | 316 | 15.5"),
    )


@pytest.mark.parametrize(("school", "reports"), [(CROSSES, "2026-07-17 | 2026-08-31"), (RESTARTS, "")])
def test_whether_hours_meet_over_the_summer_is_a_choice_of_the_school(school: str, reports: str) -> None:
    expect(
        "int_norm_report",
        f"begin_date | end_date\n{reports}".strip(),
        ref_school=school,
        int_norm_day=hours("2026-07-17 | 292 | 8", "2026-08-31 | 295 | 8"),
    )


@pytest.mark.parametrize(("last", "sequences"), [("2026-09-14", "1"), ("2026-09-15", "1\n2"), ("2026-09-16", "1\n2")])
def test_a_report_that_can_only_be_made_after_the_data_is_none_yet(last: str, sequences: str) -> None:
    expect(
        "int_norm_report",
        f"sequence\n{sequences}",
        ref_data_range=f"first_date | last_date\n 2026-09-01 | {last}",
        int_norm_day=hours("2026-09-08 | 303 | 16", "2026-09-14 | 309 | 16"),
    )


def test_only_who_reaches_the_norm_without_any_restart_is_walked_through() -> None:
    days = hours("2026-09-07 | 302 | 8", "2026-09-08 | 303 | 8") + "\n2 | 2026-09-08 | 303 | 15.5 | 15.5 | 0"
    expect("int_norm_report", "student_id\n 1", step="candidates", int_norm_day=days)


WINDOW = "date | judged | unknown | counted\n"


def test_hours_stay_in_the_window_for_four_school_weeks() -> None:
    """From Friday 9 October to the Thursday four school weeks later: 12 November, the holiday left out."""
    days = ["09", "12", "13", "14", "15", "16", "26", "27", "28", "29", "30"]
    rows = [f"2026-10-{day} | 2 | 1 | 3" for day in days]
    rows += [f"2026-11-{day} | 2 | 1 | 3" for day in ["02", "03", "04", "05", "06", "09", "10", "11", "12"]]
    expect(
        "int_norm_window",
        WINDOW + "\n".join(rows),
        int_norm_day="student_id | date | t | judged | unknown | counted\n 1 | 2026-10-09 | 334 | 2 | 1 | 3",
    )


def test_from_the_day_after_a_report_could_be_made_only_the_hours_since_its_end_date_count() -> None:
    rows = ["08 | 16", "09 | 18", "10 | 18", "11 | 2", "14 | 2"]
    expect(
        "int_norm_window",
        "date | counted\n" + "\n".join(f"2026-09-{row}" for row in rows),
        ref_data_range="first_date | last_date\n 2026-09-01 | 2026-09-14",
        int_norm_day=hours("2026-09-08 | 303 | 16", "2026-09-09 | 304 | 2"),
        int_norm_report="""
            student_id | sequence | begin_date | end_date   | possible_from
            1          | 1        | 2026-09-08 | 2026-09-08 | 2026-09-10
        """,
    )


@pytest.mark.parametrize(
    ("school", "days"), [(CROSSES, "2026-07-17\n2026-08-31\n2026-09-01"), (RESTARTS, "2026-07-17")]
)
def test_the_window_ends_with_the_school_year_where_counting_restarts_there(school: str, days: str) -> None:
    expect(
        "int_norm_window",
        f"date\n{days}",
        ref_school=school,
        ref_data_range="first_date | last_date\n 2026-07-01 | 2026-09-01",
        int_norm_day=hours("2026-07-17 | 292 | 8"),
    )

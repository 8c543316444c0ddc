"""Who left by lists of the whole school: the days around a list, registrations, returns and the summer; `stg_left` and what
`stg_placement` makes of it."""

import pytest

from tests.pipelines.given import expect

LIST = "date\n 2026-10-01"
SEEN = "student_id | first | last\n 1 | 2026-09-01 | 2026-09-01"
PLACED = "student_id | klas | listed\n 1 | H4A | true"
NOBODY = "student_id | left_on"


@pytest.mark.parametrize(
    ("registered", "left_on"), [("2026-09-30", "2026-10-01"), ("2026-10-01", ""), ("2026-10-02", "")]
)
def test_who_is_registered_on_the_day_of_the_list_or_later_has_not_left(registered: str, left_on: str) -> None:
    expect(
        "stg_left",
        f"list_date | left_on | registered_until\n 2026-10-01 | {left_on} | {registered}",
        raw_whole_list=LIST,
        raw_list_stay=SEEN,
        raw_placement=PLACED,
        raw_registration=f"student_id | date | code\n 1 | {registered} | X",
    )


@pytest.mark.parametrize("column", ["spread", "ahead"])
def test_what_was_entered_beforehand_keeps_nobody_at_school(column: str) -> None:
    expect(
        "stg_left",
        "left_on\n 2026-10-01",
        raw_whole_list=LIST,
        raw_list_stay=SEEN,
        raw_placement=PLACED,
        raw_registration=f"student_id | date | code | {column}\n 1 | 2026-10-05 | X | true",
    )


@pytest.mark.parametrize(
    ("last", "expected"), [("2026-09-30", "1 | 2026-10-01"), ("2026-10-01", None), ("2026-10-02", None)]
)
def test_a_list_of_that_day_or_later_with_the_pupil_on_it_ends_nothing(last: str, expected: str | None) -> None:
    expect(
        "stg_left",
        f"{NOBODY}\n {expected}" if expected else NOBODY,
        raw_whole_list=LIST,
        raw_list_stay=f"student_id | first | last\n 1 | 2026-09-01 | {last}",
        raw_placement=PLACED,
    )


def test_who_comes_back_has_a_new_placement_and_the_gap_is_none() -> None:
    given = {
        "raw_whole_list": "date\n 2026-10-01\n 2026-10-08\n 2026-11-05\n 2026-12-03",
        "raw_list_stay": """
            student_id | first      | last
            1          | 2026-09-01 | 2026-09-01
            1          | 2026-11-05 | 2026-11-05
            2          | 2026-09-01 | 2026-12-03
        """,
    }
    expect(
        "stg_left",
        """
        student_id | list_date  | left_on    | back_on
        1          | 2026-10-01 | 2026-10-01 | 2026-11-05
        1          | 2026-12-03 | 2026-12-03 |
        """,
        raw_placement="student_id | klas | listed\n 1 | H4A | true\n 2 | H4A | true",
        **given,
    )
    expect(
        "stg_placement",
        """
        student_id | klas | valid_from | valid_until
        1          | H4A  | 1900-01-01 | 2026-10-01
        1          | H4A  | 2026-11-05 | 2026-12-03
        2          | H4A  | 1900-01-01 | 2999-01-01
        """,
        raw_placement="student_id | klas | listed\n 1 | H4A | true\n 2 | H4A | true",
        stg_left="student_id | left_on | back_on\n 1 | 2026-10-01 | 2026-11-05\n 1 | 2026-12-03 |",
    )


def test_stays_with_dates_end_too_and_one_that_had_ended_stays_as_it_was() -> None:
    expect(
        "stg_placement",
        """
        student_id | klas | valid_from | valid_until
        1          | H3A  | 2025-08-01 | 2026-08-01
        1          | H4A  | 2026-08-01 | 2026-10-01
        2          | H4A  | 2026-08-01 | 2026-09-20
        """,
        raw_placement="""
            student_id | klas | listed | valid_from | valid_until
            1          | H3A  | true   | 2025-08-01 | 2026-08-01
            1          | H4A  | true   | 2026-08-01 | 2027-08-01
            2          | H4A  | true   | 2026-08-01 | 2026-09-20
        """,
        stg_left="student_id | left_on | back_on\n 1 | 2026-10-01 |\n 2 | 2026-10-01 |",
    )


def test_who_goes_on_being_registered_leaves_at_the_first_list_after_that() -> None:
    expect(
        "stg_left",
        "list_date | left_on | registered_until\n 2026-10-08 | 2026-10-08 | 2026-10-05",
        raw_whole_list="date\n 2026-10-01\n 2026-10-08\n 2026-10-15",
        raw_list_stay=SEEN,
        raw_placement=PLACED,
        raw_registration="student_id | date | code\n 1 | 2026-10-05 | X\n 1 | 2026-09-07 | X",
    )


@pytest.mark.parametrize(
    ("seen", "left_on"), [("2026-07-16", "2026-08-01"), ("2026-07-31", "2026-08-01"), ("2026-08-01", "2026-10-01")]
)
def test_who_was_not_seen_since_the_summer_left_in_it(seen: str, left_on: str) -> None:
    expect(
        "stg_left",
        f"list_date | left_on\n 2026-10-01 | {left_on}",
        raw_whole_list=LIST,
        raw_list_stay=f"student_id | first | last\n 1 | 2025-09-01 | {seen}",
        raw_placement=PLACED,
    )


def test_whom_no_list_showed_on_a_day_leaves_too_and_a_newcomer_does_not() -> None:
    """`oud` was imported before days were kept, `nieuw` is on a later list only, `later` has a stay that begins later."""
    expect(
        "stg_left",
        "student_id | left_on\n oud | 2026-10-01",
        raw_whole_list=LIST,
        raw_list_stay="student_id | first | last\n nieuw | 2026-10-20 | 2026-10-20",
        raw_placement="""
            student_id | klas | listed | valid_from
            oud        | H4A  | true   |
            nieuw      | H4A  | true   |
            later      | H4A  | true   | 2026-10-05
        """,
    )


def test_a_list_of_another_school_ends_nothing() -> None:
    expect(
        "stg_left", NOBODY, raw_whole_list="school | date\n t | 2026-10-01", raw_list_stay=SEEN, raw_placement=PLACED
    )


@pytest.mark.parametrize(
    ("until", "expected"),
    [("2026-09-30", None), ("2026-10-01", None), ("2026-10-02", "2026-10-01"), ("", "2026-10-01")],
)
def test_of_whom_a_last_day_was_told_before_the_list_says_nothing(until: str, expected: str | None) -> None:
    expect(
        "stg_left",
        f"left_on\n {expected}" if expected else "left_on",
        raw_whole_list=LIST,
        raw_list_stay=SEEN,
        raw_placement=f"student_id | klas | listed | valid_from | valid_until\n 1 | H4A | true | 2026-08-01 | {until}",
    )

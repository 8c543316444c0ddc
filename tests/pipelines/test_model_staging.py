"""Registrations, placements, pupil days and school weeks: given rows and expected rows of each model."""

import pytest

from tests.pipelines.given import expect

CODES = """
    code | kind | flag | category
    A    | ''      | ''    | ongeoorloofd
    U    | ''      | ''    | uitgestuurd
    P    | ''      | ''    | aanwezig
    X    | te_laat | true  | te_laat_geoorloofd
    X    | te_laat | false | te_laat_ongeoorloofd
"""
REGISTRATION = "student_id | date | hour_from | hour_to | code\n"


def test_a_range_of_hours_is_a_row_an_hour_and_the_last_hour_is_the_fourteenth() -> None:
    expect(
        "stg_registration",
        """
        student_id | lesson_hour | whole_day | hours_known
        een        | 14          | false     | true
        reeks      | 13          | false     | true
        reeks      | 14          | false     | true
        vroeg      | 0           | false     | true
        vroeg      | 1           | false     | true
        """,
        stg_code=CODES,
        raw_registration=REGISTRATION
        + """een  | 2026-09-07 | 14 | 14 | A
            reeks | 2026-09-07 | 13 | 14 | A
            vroeg | 2026-09-07 | 0  | 1  | A
            er    | 2026-09-07 | 1  | 1  | P""",
    )


def test_a_whole_day_takes_the_lessons_of_the_timetable() -> None:
    expect(
        "stg_registration",
        """
        student_id | lesson_hour | subject | whole_day | hours_known
        1          | 2           | ne      | true      | true
        1          | 5           | wi      | true      | true
        """,
        stg_code=CODES,
        raw_registration=REGISTRATION + "1 | 2026-09-07 | | | A",
        raw_lesson="""
            student_id | date       | lesson_hour | subject
            1          | 2026-09-07 | 2           | ne
            1          | 2026-09-07 | 5           | wi
            1          | 2026-09-08 | 3           | fa
            2          | 2026-09-07 | 4           | fa
        """,
    )


def test_of_a_range_only_the_hours_with_a_lesson_count_where_the_timetable_is_known() -> None:
    expect(
        "stg_registration",
        "lesson_hour | subject\n 2 | ne\n 4 | wi",
        stg_code=CODES,
        raw_registration=REGISTRATION + "1 | 2026-09-07 | 2 | 4 | A",
        raw_lesson="""
            student_id | date       | lesson_hour | subject
            1          | 2026-09-07 | 1           | du
            1          | 2026-09-07 | 2           | ne
            1          | 2026-09-07 | 4           | wi
            1          | 2026-09-07 | 5           | fa
        """,
    )


@pytest.mark.parametrize(("hours_a_day", "rows"), [("3", " 1 | true\n 2 | true\n 3 | true"), ("", "   | false")])
def test_without_a_timetable_a_whole_day_is_a_day_of_the_lesson_table_or_of_unknown_hours(
    hours_a_day: str, rows: str
) -> None:
    expect(
        "stg_registration",
        f"lesson_hour | hours_known\n{rows}",
        stg_code=CODES,
        ref_school=f"hours_a_day | hour_factor\n {hours_a_day} | 1",
        raw_registration=REGISTRATION + "1 | 2026-09-07 | | | A",
    )


def test_sent_out_is_one_lesson_whatever_range_the_source_gives() -> None:
    expect(
        "stg_registration",
        "student_id | lesson_hour | whole_day | hours_known\n dag | | true | true\n reeks | 2 | false | true",
        stg_code=CODES,
        raw_registration=REGISTRATION + "dag | 2026-09-07 | | | U\n reeks | 2026-09-07 | 2 | 4 | U",
    )


def test_the_flag_of_the_row_decides_between_two_meanings_of_a_code() -> None:
    expect(
        "stg_registration",
        "student_id | category\n mag | te_laat_geoorloofd\n mag-niet | te_laat_ongeoorloofd",
        stg_code=CODES,
        raw_registration="""
            student_id | date       | hour_from | hour_to | code | kind    | authorised
            mag        | 2026-09-07 | 1         | 1       | X    | te_laat | true
            mag-niet   | 2026-09-07 | 1         | 1       | X    | te_laat | false
        """,
    )


def test_a_placement_ends_on_the_day_the_next_one_begins() -> None:
    expect(
        "stg_placement",
        """
        student_id | klas | leerjaar | valid_from | valid_until
        blijft     | H5b  | 5        | 1900-01-01 | 2999-01-01
        einde      | H6a  | 6        | 2026-08-01 | 2027-01-15
        verhuist   | H3a  | 3        | 2026-08-01 | 2026-11-02
        verhuist   | H3b  | 3        | 2026-11-02 | 2999-01-01
        """,
        ref_klas="klas | afdeling | klas_number\n H3a | havo | 3\n H3b | havo | 3\n H5b | havo | 5\n H6a | vwo | 6",
        raw_placement="""
            student_id | klas | leerjaar | valid_from | valid_until
            verhuist   | H3a  | 3        | 2026-08-01 |
            verhuist   | H3b  | 3        | 2026-11-02 |
            einde      | H6a  | 6        | 2026-08-01 | 2027-01-15
            blijft     | H5b  |          |            |
        """,
    )


def test_a_list_without_dates_counts_only_for_who_has_no_dated_placement() -> None:
    expect(
        "stg_placement",
        "student_id | klas | afdeling | mentor\n met | H3a | overig | DJ\n zonder | H3b | overig | AB",
        raw_placement="""
            student_id | klas | mentor | valid_from | valid_until
            met        | H3a  |        | 2026-08-01 |
            met        | H3c  | DJ     |            |
            zonder     | H3b  | AB     |            |
        """,
    )


def test_the_klas_that_registrations_show_counts_only_for_who_has_none_on_a_list() -> None:
    """Of a list that tells a mentor and no klas, the mentor stays."""
    expect(
        "stg_placement",
        """
        student_id | klas | mentor | valid_from | valid_until
        beide      | H4A  | AB     | 1900-01-01 | 2999-01-01
        datum      | H4A  |        | 2026-08-01 | 2999-01-01
        mentor     | H4C  | DJ     | 1900-01-01 | 2999-01-01
        ouder      | H4D  |        | 1900-01-01 | 2999-01-01
        """,
        raw_placement="""
            student_id | klas | mentor | valid_from | listed
            beide      | ne1  | XX     |            | false
            beide      | wis2 |        | 2026-09-08 | false
            beide      | H4A  | AB     |            | true
            datum      | H4A  |        | 2026-08-01 | true
            datum      | ne1  |        | 2026-09-07 | false
            mentor     | H4C  |        |            | false
            mentor     |      | DJ     |            | true
            ouder      | H4D  |        |            |
        """,
    )


def test_the_klassen_that_registrations_show_are_stays() -> None:
    """The first has no begin; at a move the first day seen in the new klas ends the old stay, also back again.

    `ouder` was stored when a stay was made per file: it had no day, or an end of its own.
    """
    expect(
        "stg_placement",
        """
        student_id | klas | valid_from | valid_until
        een        | H3A  | 1900-01-01 | 2999-01-01
        heen       | H3A  | 1900-01-01 | 2026-09-09
        heen       | H3B  | 2026-09-09 | 2026-09-20
        heen       | H3A  | 2026-09-20 | 2999-01-01
        ouder      | H3B  | 1900-01-01 | 2999-01-01
        tot        | H3A  | 2026-09-07 | 2026-09-08
        tot        | H3A  | 2026-09-08 | 2026-09-09
        tot        | H3B  | 2026-09-09 | 2999-01-01
        """,
        raw_placement="""
            student_id | klas | valid_from | valid_until | listed
            een        | H3A  | 2026-09-07 |             | false
            een        | H3A  | 2026-09-08 |             | false
            heen       | H3A  | 2026-09-20 |             | false
            heen       | H3B  | 2026-09-09 |             | false
            heen       | H3A  | 2026-09-08 |             | false
            heen       | H3A  | 2026-09-07 |             | false
            ouder      | H3A  |            |             | false
            ouder      | H3B  | 2026-09-08 |             | false
            tot        | H3A  | 2026-09-07 | 2026-09-09  | false
            tot        | H3A  | 2026-09-08 |             | false
            tot        | H3B  | 2026-09-09 |             | false
        """,
    )


@pytest.mark.parametrize(("klas", "listed", "leerjaar"), [("10a", "", "6"), ("onbekend", "10", "6"), ("9a", "4", "4")])
def test_a_protocol_that_numbers_klassen_otherwise_says_which_leerjaar_it_is(
    klas: str, listed: str, leerjaar: str
) -> None:
    expect(
        "stg_placement",
        f"leerjaar\n {leerjaar}",
        ref_klas="klas | klas_number\n 10a | 10\n 9a | 9",
        ref_klas_leerjaar="protocol | klas_number | leerjaar\n nl-leerplicht | 10 | 6\n ander | 9 | 5",
        raw_placement=f"student_id | klas | leerjaar | valid_from\n 1 | {klas} | {listed} | 2026-08-01",
    )


def test_a_pupil_stands_in_one_klas_on_the_day_of_a_move() -> None:
    """Moved on Wednesday 9 September, left on Friday 11 September: the last day is Thursday."""
    expect(
        "mart_pupil_day",
        """
        date       | klas | leerjaar
        2026-09-07 | V5a  | 5
        2026-09-08 | V5a  | 5
        2026-09-09 | V6a  | 6
        2026-09-10 | V6a  | 6
        """,
        ref_data_range="first_date | last_date\n 2026-09-07 | 2026-09-30",
        stg_placement="""
            student_id | klas | leerjaar | valid_from | valid_until
            1          | V5a  | 5        | 2026-08-31 | 2026-09-09
            1          | V6a  | 6        | 2026-09-09 | 2026-09-11
        """,
    )


def test_pupil_days_are_school_days_within_the_data() -> None:
    expect(
        "mart_pupil_day",
        "date\n 2026-10-15\n 2026-10-16\n 2026-10-26",
        ref_data_range="first_date | last_date\n 2026-10-15 | 2026-10-26",
        stg_placement="student_id | klas | leerjaar | valid_from\n 1 | V5a | 5 | 2026-08-31",
    )


def test_hours_are_those_of_the_timetable_of_the_klas_else_of_the_lesson_table_in_fifths() -> None:
    """Leerjaar 6 has a line of its own in the lesson table; the others have the general one."""
    expect(
        "mart_pupil_day",
        """
        student_id | by_timetable | scheduled_fifths | table_fifths
        met        | true         | 10               | 32
        vrij       | true         | 0                | 32
        zesde      | false        | 30               | 30
        vijfde     | false        | 32               | 32
        """,
        ref_data_range="first_date | last_date\n 2026-09-07 | 2026-09-07",
        ref_lesson_table="leerjaar | hours_a_week\n | 32\n 6 | 30",
        stg_placement="""
            student_id | klas | leerjaar | valid_from
            met        | V4a  | 4        | 2026-08-31
            vrij       | V4a  | 4        | 2026-08-31
            vijfde     | V5a  | 5        | 2026-08-31
            zesde      | V6a  | 6        | 2026-08-31
        """,
        raw_lesson="""
            student_id | date       | lesson_hour
            met        | 2026-09-07 | 1
            met        | 2026-09-07 | 1
            met        | 2026-09-07 | 14
        """,
    )


def days_with(*amounts: int) -> str:
    """Slots of one pupil on the school days from Monday 7 September on, that many a day."""
    dates = ["07", "08", "09", "10", "11", "14", "15", "16"]
    return "student_id | date | lesson_hour | category\n" + "\n".join(
        f"{n} | 2026-09-{day} | 1 | ziek" for day, amount in zip(dates, amounts, strict=False) for n in range(amount)
    )


@pytest.mark.parametrize(
    ("amounts", "complete"),
    [
        # A day with less than a fifth of the median of 20 is suspiciously quiet: 4 is not less, 3 is.
        ((20, 20, 20, 20, 4), "true"),
        ((20, 20, 20, 20, 3), "false"),
        # Where the median is below 20 a quiet day says nothing.
        ((19, 19, 19, 19, 1), ""),
    ],
)
def test_a_week_is_complete_when_no_day_is_suspiciously_quiet(amounts: tuple[int, ...], complete: str) -> None:
    expect(
        "mart_week",
        f"""
        week_start | last_day   | ends_on    | school_days | data_days | complete
        2026-09-07 | 2026-09-11 | 2026-09-11 | 5           | 5         | {complete}
        """,
        ref_data_range="first_date | last_date\n 2026-09-07 | 2026-09-13",
        int_slot=days_with(*amounts),
    )


def test_a_week_at_the_edge_of_the_data_has_its_days_with_data_only() -> None:
    expect(
        "mart_week",
        """
        week_start | school_week | week_rank | last_day   | ends_on    | school_days | data_days
        2026-10-12 | 7           | 48        | 2026-10-16 | 2026-10-16 | 5           | 1
        2026-10-26 | 8           | 49        | 2026-10-27 | 2026-10-30 | 5           | 2
        """,
        ref_data_range="first_date | last_date\n 2026-10-16 | 2026-10-27",
    )


def test_a_pupil_is_on_each_day_in_one_klas_or_outside_the_school() -> None:
    """Between two placements, before the first and after the last; without any placement a pupil is in the school."""
    expect(
        "int_student_span",
        """
        student_id | klas | afdeling | enrolled | valid_from | valid_until
        1          |      | overig   | false    | 1900-01-01 | 2025-09-01
        1          | V4a  | vwo      | true     | 2025-09-01 | 2026-01-10
        1          | V4b  | vwo      | true     | 2026-01-10 | 2026-03-01
        1          |      | overig   | false    | 2026-03-01 | 2026-09-01
        1          | V5a  | vwo      | true     | 2026-09-01 | 2026-10-01
        1          |      | overig   | false    | 2026-10-01 | 2999-01-01
        2          | H4a  | havo     | true     | 1900-01-01 | 2999-01-01
        3          |      | overig   | true     | 1900-01-01 | 2999-01-01
        """,
        mart_student="student_id\n 1\n 2\n 3",
        stg_placement="""
            student_id | klas | afdeling | valid_from | valid_until
            1          | V4a  | vwo      | 2025-09-01 | 2026-01-10
            1          | V4b  | vwo      | 2026-01-10 | 2026-03-01
            1          | V5a  | vwo      | 2026-09-01 | 2026-10-01
            2          | H4a  | havo     | 1900-01-01 | 2999-01-01
        """,
    )

"""From the value of a counter to the stages, what recurs and the actions: given rows and expected rows."""

import pytest

from tests.pipelines.given import expect

STAGE = "stage | stage_order | level | rule\n t | 1 | 1 | groups"
YEAR = "counter | window_kind\n c | schooljaar"


def days(*rows: str) -> str:
    """Days of counter c of pupil 1: `date | value | added`."""
    return "counter | student_id | date | value | added\n" + "\n".join(f"c | 1 | {row}" for row in rows)


COUNTING = days("2026-09-07 | 2 | 2", "2026-09-08 | 3 | 1", "2026-09-09 | 4 | 1", "2027-07-16 | 9 | 5")


@pytest.mark.parametrize(
    ("operator", "number", "reached"),
    [
        (">=", "2", "2026-09-07 | 2027-07-31"),
        (">=", "3", "2026-09-08 | 2027-07-31"),
        (">=", "4", "2026-09-09 | 2027-07-31"),
        (">", "3", "2026-09-09 | 2027-07-31"),
        (">=", "5", "2027-07-16 | 2027-07-31"),
        (">=", "9", "2027-07-16 | 2027-07-31"),
        (">", "9", ""),
        (">=", "10", ""),
    ],
)
@pytest.mark.parametrize("window", ["schooljaar", "lesweken"])
def test_a_group_is_reached_on_the_day_of_its_number_until_the_end_of_the_year(
    operator: str, number: str, reached: str, window: str
) -> None:
    expect(
        "int_group_met",
        f"reached_on | reached_until\n{reached}".strip(),
        ref_counter=f"counter | window_kind\n c | {window}",
        ref_stage=STAGE,
        ref_stage_group="stage\n t",
        ref_condition=f"stage | counter | operator | number\n t | c | {operator} | {number}",
        int_counter_day=COUNTING,
    )


def test_a_period_that_begins_is_a_new_chance_for_a_count_per_period_only() -> None:
    """In the second period the count of the year is long past its number, the one of the period only on the second day."""
    expect(
        "int_group_met",
        """
        stage   | reached_on | reached_until
        jaar    | 2026-10-15 | 2027-07-31
        periode | 2026-10-15 | 2026-10-25
        periode | 2026-10-27 | 2027-01-03
        """,
        ref_counter="counter | window_kind\n j | schooljaar\n p | periode",
        ref_stage="stage | rule\n jaar | groups\n periode | groups",
        ref_stage_group="stage | lasts\n jaar | schooljaar\n periode | periode",
        ref_condition="stage | counter | number\n jaar | j | 2\n periode | p | 2",
        int_counter_day="""
            counter | student_id | date       | value | added
            j       | 1          | 2026-10-15 | 2     | 2
            j       | 1          | 2026-10-26 | 3     | 1
            j       | 1          | 2026-10-27 | 4     | 1
            p       | 1          | 2026-10-15 | 2     | 2
            p       | 1          | 2026-10-26 | 1     | 1
            p       | 1          | 2026-10-27 | 2     | 1
        """,
    )


def test_a_stage_per_period_on_a_count_of_the_year_is_reached_anew_in_each_period() -> None:
    """Not only on the day on which the count goes over its number."""
    expect(
        "int_group_met",
        "reached_on\n 2026-10-15\n 2026-10-26",
        ref_counter=YEAR,
        ref_stage=STAGE,
        ref_stage_group="stage | lasts\n t | periode",
        ref_condition="stage | counter | number\n t | c | 2",
        int_counter_day=days("2026-10-15 | 9 | 9", "2026-10-26 | 13 | 4"),
    )


TOGETHER = "stage | condition_no | counter | number\n t | 1 | c | 2\n t | 2 | d | 1"


@pytest.mark.parametrize(("other", "reached"), [("0", ""), ("1", "2026-09-08"), ("2", "2026-09-08")])
def test_a_group_asks_all_its_conditions_on_one_day(other: str, reached: str) -> None:
    expect(
        "int_group_met",
        f"reached_on\n{reached}".strip(),
        ref_counter="counter | window_kind\n c | schooljaar\n d | schooljaar",
        ref_stage=STAGE,
        ref_stage_group="stage | conditions\n t | 2",
        ref_condition=TOGETHER,
        int_counter_day=f"""
            counter | student_id | date       | value   | added
            c       | 1          | 2026-09-07 | 2       | 2
            c       | 1          | 2026-09-08 | 2       | 0
            d       | 1          | 2026-09-08 | {other} | {other}
        """,
    )


@pytest.mark.parametrize(
    ("only", "never", "reached"),
    [
        ("[6]", "[]", "2026-09-09"),
        ("[5]", "[]", "2026-09-07"),
        ("[]", "[5]", "2026-09-09"),
        ("[]", "[6]", "2026-09-07"),
        ("[4, 6]", "[]", "2026-09-09"),
        ("[4]", "[]", ""),
        ("[]", "[5, 6]", ""),
    ],
)
def test_the_leerjaar_is_that_of_the_day_and_the_day_of_a_move_is_of_the_new_klas(
    only: str, never: str, reached: str
) -> None:
    """From leerjaar 5 to 6 on Wednesday 9 September."""
    expect(
        "int_group_met",
        f"reached_on\n{reached}".strip(),
        ref_counter=YEAR,
        ref_stage=STAGE,
        ref_stage_group=f"stage | leerjaren | leerjaren_except | of_some\n t | {only} | {never} | true",
        ref_condition="stage | counter | number\n t | c | 1",
        stg_placement="""
            student_id | leerjaar | valid_from | valid_until
            1          | 5        | 2026-08-31 | 2026-09-09
            1          | 6        | 2026-09-09 | 2027-08-01
        """,
        int_counter_day=days("2026-09-07 | 7 | 7", "2026-09-08 | 8 | 1", "2026-09-09 | 9 | 1"),
    )


@pytest.mark.parametrize(
    ("only", "never", "reached"),
    [("[5]", "[]", ""), ("[6]", "[]", "2026-09-09"), ("[]", "[5]", "2026-09-09"), ("[]", "[6]", "")],
)
def test_on_the_day_of_a_move_a_pupil_is_in_one_leerjaar(only: str, never: str, reached: str) -> None:
    expect(
        "int_group_met",
        f"reached_on\n{reached}".strip(),
        ref_counter=YEAR,
        ref_stage=STAGE,
        ref_stage_group=f"stage | leerjaren | leerjaren_except | of_some\n t | {only} | {never} | true",
        ref_condition="stage | counter | number\n t | c | 1",
        stg_placement="""
            student_id | leerjaar | valid_from | valid_until
            1          | 5        | 2026-08-31 | 2026-09-09
            1          | 6        | 2026-09-09 | 2027-08-01
        """,
        int_counter_day=days("2026-09-09 | 9 | 9"),
    )


@pytest.mark.parametrize(("only", "never", "reached"), [("[6]", "[]", ""), ("[]", "[6]", "2026-09-07")])
def test_an_unknown_leerjaar_follows_the_general_rule(only: str, never: str, reached: str) -> None:
    expect(
        "int_group_met",
        f"reached_on\n{reached}".strip(),
        ref_counter=YEAR,
        ref_stage=STAGE,
        ref_stage_group=f"stage | leerjaren | leerjaren_except | of_some\n t | {only} | {never} | true",
        ref_condition="stage | counter | number\n t | c | 1",
        int_counter_day=days("2026-09-07 | 7 | 7"),
    )


def test_after_the_christmas_holiday_a_registration_triggers_and_not_the_old_count() -> None:
    """Every third time: the sixth is before the holiday, the seventh is none, the ninth is the first after it."""
    expect(
        "int_group_met",
        "reached_on\n 2027-01-06",
        ref_counter=YEAR,
        ref_stage="stage | rule | repeat_every\n t | groups | 3",
        ref_stage_group="stage | trigger_after\n t | kerst",
        ref_condition="stage | counter | number\n t | c | 3",
        int_counter_day=days(
            "2026-12-18 | 6 | 6",
            "2027-01-04 | 7 | 1",
            "2027-01-05 | 8 | 1",
            "2027-01-06 | 9 | 1",
            "2027-01-07 | 10 | 1",
        ),
    )


def reached(*rows: str) -> str:
    """Groups 1 and 2 of stage t that pupil 1 met: `group | first day | last day`."""
    return "stage | student_id | group_no | reached_on | reached_until\n" + "\n".join(f"t | 1 | {row}" for row in rows)


@pytest.mark.parametrize(
    ("second", "stretches"),
    [
        # Reached again on the last day of the first: one stretch; on the day after it: another one.
        ("2026-10-25 | 2026-12-31", ["2026-09-07 | 2026-12-31"]),
        ("2026-10-26 | 2026-12-31", ["2026-09-07 | 2026-10-25", "2026-10-26 | 2026-12-31"]),
        ("2026-09-08 | 2026-09-30", ["2026-09-07 | 2026-10-25"]),
        ("2026-09-07 | 2026-12-31", ["2026-09-07 | 2026-12-31"]),
    ],
)
def test_groups_that_overlap_are_one_stretch(second: str, stretches: list[str]) -> None:
    expect(
        "mart_stage_reached",
        "\n".join(["stage | level | reached_on | reached_until", *(f"t | 1 | {row}" for row in stretches)]),
        ref_stage="stage | stage_order | level | groups\n t | 1 | 1 | 2",
        int_group_reached=reached("1 | 2026-09-07 | 2026-10-25", f"2 | {second}"),
    )


def test_a_short_group_in_between_does_not_part_a_stretch() -> None:
    expect(
        "mart_stage_reached",
        "reached_on | reached_until\n 2026-09-07 | 2026-12-31",
        ref_stage="stage | stage_order | level | groups\n t | 1 | 1 | 2",
        int_group_reached=reached(
            "1 | 2026-09-07 | 2026-12-31", "2 | 2026-09-08 | 2026-09-09", "2 | 2026-10-01 | 2026-10-05"
        ),
    )


def test_every_way_to_reach_a_stage_is_among_them() -> None:
    expect(
        "mart_stage_reached",
        """
        stage   | stage_order | level | student_id | reached_on | reached_until
        t       | 1           | 2     | 1          | 2026-09-07 | 2026-10-25
        norm    | 2           | 3     | 1          | 2026-09-08 | 2026-10-25
        patroon | 3           | 1     | 1          | 2026-09-09 | 2027-07-31
        """,
        ref_stage="stage | stage_order | level | groups\n t | 1 | 2 | 1\n norm | 2 | 3 | 0\n patroon | 3 | 1 | 0",
        int_group_reached=reached("1 | 2026-09-07 | 2026-10-25"),
        int_norm_stage="stage | student_id | reached_on | reached_until\n norm | 1 | 2026-09-08 | 2026-10-25",
        int_pattern_stage="stage | student_id | reached_on | reached_until\n patroon | 1 | 2026-09-09 | 2027-07-31",
    )


TO_YEARS_END = "stage | student_id | reached_on | reached_until\n"


@pytest.mark.parametrize(
    ("every", "first", "last", "again"),
    [
        # On Monday the 2nd and 3rd, on Tuesday the 4th to 6th, on Wednesday the 7th; the first is never asked here.
        ("1", "3", "", ["2026-09-07 | 1", "2026-09-08 | 3", "2026-09-09 | 1"]),
        ("2", "3", "", ["2026-09-07 | 1", "2026-09-08 | 1", "2026-09-09 | 1"]),
        ("3", "3", "", ["2026-09-07 | 1", "2026-09-08 | 1"]),
        ("1", "4", "", ["2026-09-08 | 3", "2026-09-09 | 1"]),
        ("1", "3", "5", ["2026-09-07 | 1", "2026-09-08 | 2"]),
        ("1", "3", "6", ["2026-09-07 | 1", "2026-09-08 | 3"]),
        ("1", "", "", ["2026-09-07 | 2", "2026-09-08 | 3", "2026-09-09 | 1"]),
    ],
)
def test_which_registrations_of_a_day_a_stage_acts_at(every: str, first: str, last: str, again: list[str]) -> None:
    expect(
        "int_recurrence",
        "\n".join(["date | times", *again]),
        ref_counter=YEAR,
        ref_recurrence=f"stage | counter | every | first_number | last_number\n t | c | {every} | {first} | {last}",
        int_counter_day=days("2026-09-01 | 1 | 1", "2026-09-07 | 3 | 2", "2026-09-08 | 6 | 3", "2026-09-09 | 7 | 1"),
        mart_stage_reached=TO_YEARS_END + "t | 1 | 2026-09-07 | 2027-07-31",
    )


@pytest.mark.parametrize(
    ("stretch", "again"),
    [
        ("2026-09-08 | 2026-09-08", "2026-09-08"),
        ("2026-09-08 | 2026-09-09", "2026-09-08\n2026-09-09"),
        ("2026-09-10 | 2027-07-31", ""),
    ],
)
def test_a_stage_acts_again_on_the_days_on_which_it_is_reached(stretch: str, again: str) -> None:
    expect(
        "int_recurrence",
        f"date\n{again}".strip(),
        ref_counter=YEAR,
        ref_recurrence="stage | counter | every | first_number\n t | c | 1 | 1",
        int_counter_day=days("2026-09-07 | 1 | 1", "2026-09-08 | 2 | 1", "2026-09-09 | 3 | 1"),
        mart_stage_reached=TO_YEARS_END + f"t | 1 | {stretch}",
    )


def test_a_stage_hands_over_from_the_day_on_which_the_next_one_is_reached() -> None:
    expect(
        "int_recurrence",
        "stage | date\n t | 2026-09-07",
        ref_counter=YEAR,
        ref_recurrence="stage | counter | every | first_number | until_stage\n t | c | 1 | 1 | later",
        int_counter_day=days("2026-09-07 | 1 | 1", "2026-09-08 | 2 | 1", "2026-09-09 | 3 | 1"),
        mart_stage_reached=TO_YEARS_END + "t | 1 | 2026-09-07 | 2027-07-31\n later | 1 | 2026-09-08 | 2027-07-31",
    )


def test_a_length_goes_up_by_the_day_and_begins_anew_with_every_spell() -> None:
    expect(
        "int_recurrence",
        "date | value | times\n 2026-09-08 | 2 | 1\n 2026-09-10 | 2 | 1",
        ref_counter="counter | window_kind\n c | dag",
        ref_recurrence="stage | counter | every | first_number\n t | c | 1 | 2",
        int_counter_day=days("2026-09-07 | 1 | 1", "2026-09-08 | 2 | 2", "2026-09-09 | 1 | 1", "2026-09-10 | 2 | 2"),
        mart_stage_reached=TO_YEARS_END + "t | 1 | 2026-09-07 | 2027-07-31",
    )


def test_by_the_week_a_stage_acts_in_each_next_week_without_a_gap_and_without_a_report() -> None:
    """The week after the autumn holiday is the next one; the one after a week without absence is none."""
    expect(
        "int_recurrence",
        "date | value | times\n 2026-10-26 | 6 | 1",
        ref_counter=YEAR,
        ref_recurrence="stage | counter | by_week\n t | c | true",
        int_counter_day=days(
            "2026-10-12 | 5 | 5", "2026-10-26 | 6 | 1", "2026-10-27 | 7 | 1", "2026-11-02 | 8 | 1", "2026-11-16 | 9 | 1"
        ),
        int_norm_report="student_id | end_date\n 1 | 2026-11-06",
        mart_stage_reached=TO_YEARS_END + "t | 1 | 2026-10-12 | 2027-07-31",
    )


@pytest.mark.parametrize(
    ("unit", "numbers"),
    [
        # Late and away in the third lesson are two times, and one lesson.
        ("keer", ["1 | ongeoorloofd", "2 | te_laat_ongeoorloofd", "3 | ongeoorloofd"]),
        ("lesuur", ["1 | ongeoorloofd", "1 | te_laat_ongeoorloofd", "2 | ongeoorloofd"]),
    ],
)
def test_registrations_are_numbered_by_lesson_within_their_day(unit: str, numbers: list[str]) -> None:
    expect(
        "int_registration_number",
        "\n".join(["counter | number_in_day | category", *(f"c | {row}" for row in numbers)]),
        ref_recurrence="stage | counter | every | by_kind\n t | c | 1 | true\n u | d | 1 | false",
        ref_counter_term=f"counter | category_set | unit\n c | alles | {unit}\n d | alles | {unit}",
        ref_category_set="category_set | category\n alles | ongeoorloofd\n alles | te_laat_ongeoorloofd",
        int_slot="""
            student_id | date       | lesson_hour | category
            1          | 2026-09-07 | 3           | te_laat_ongeoorloofd
            1          | 2026-09-07 | 3           | ongeoorloofd
            1          | 2026-09-07 | 14          | ongeoorloofd
            1          | 2026-09-07 | 1           | ziek
        """,
    )


def test_by_kind_each_registration_that_a_stage_acts_at_is_a_row_with_its_category() -> None:
    """The fourth and fifth of the year are the stage's; the third is not yet, the sixth no more."""
    expect(
        "int_recurrence",
        """
        date       | number | category             | times | latest
        2026-09-07 | 4      | te_laat_ongeoorloofd | 1     | true
        2026-09-08 | 5      | ongeoorloofd         | 1     | false
        """,
        ref_counter=YEAR,
        ref_recurrence="stage | counter | every | first_number | last_number | by_kind\n t | c | 1 | 4 | 5 | true",
        int_counter_day=days("2026-09-07 | 4 | 2", "2026-09-08 | 6 | 2"),
        int_registration_number="""
            counter | student_id | date       | number_in_day | category
            c       | 1          | 2026-09-07 | 1             | ongeoorloofd
            c       | 1          | 2026-09-07 | 2             | te_laat_ongeoorloofd
            c       | 1          | 2026-09-08 | 1             | ongeoorloofd
            c       | 1          | 2026-09-08 | 2             | te_laat_ongeoorloofd
        """,
        mart_stage_reached=TO_YEARS_END + "t | 1 | 2026-09-07 | 2027-07-31",
    )


ACTION = "stage | action_no | role\n t | 1 | mentor"
STANDS = "stage | stage_order | level | student_id | reached_on | reached_until\n"


def test_a_stage_asks_its_actions_on_the_day_it_is_reached() -> None:
    expect(
        "mart_action",
        """
        student_id | stage | action_no | role   | date       | school_year | week_start | times | again | report
        1          | t     | 1         | mentor | 2026-09-09 | 2026-2027   | 2026-09-07 | 1     | false | false
        1          | t     | 2         | lp     | 2026-09-09 | 2026-2027   | 2026-09-07 | 1     | false | true
        """,
        ref_action="stage | action_no | role | report\n t | 1 | mentor | false\n t | 2 | lp | true",
        mart_stage_reached=STANDS + "t | 1 | 1 | 1 | 2026-09-09 | 2027-07-31",
    )


@pytest.mark.parametrize(
    ("level", "order", "stretch", "asked"),
    [
        # Passed over by a higher stage on that day, or below the one where the pupil already is.
        ("2", "2", "2026-09-09 | 2027-07-31", ["hoger"]),
        ("2", "2", "2026-09-08 | 2026-09-09", ["hoger"]),
        # The higher one is over, or comes only later.
        ("2", "2", "2026-09-07 | 2026-09-08", ["hoger", "t"]),
        ("2", "2", "2026-09-10 | 2027-07-31", ["hoger", "t"]),
        # Of equal levels that are reached on one day the last of the file; reached earlier, both.
        ("1", "2", "2026-09-09 | 2027-07-31", ["hoger"]),
        ("1", "0", "2026-09-09 | 2027-07-31", ["t"]),
        ("1", "2", "2026-09-08 | 2027-07-31", ["hoger", "t"]),
    ],
)
def test_a_stage_that_is_passed_over_asks_nothing(level: str, order: str, stretch: str, asked: list[str]) -> None:
    expect(
        "mart_action",
        "\n".join(["stage", *asked]),
        step="first_steps",
        mart_stage_reached=STANDS
        + f"t | 1 | 1 | 1 | 2026-09-09 | 2027-07-31\n hoger | {order} | {level} | 1 | {stretch}",
    )


@pytest.mark.parametrize(
    ("limits", "asked"),
    [
        ("6 |   |      ", "2026-09-09"),
        ("  | 5 |      ", "2026-09-08"),
        ("5 | 6 |      ", "2026-09-08\n2026-09-09"),
        ("7 |   |      ", ""),
        ("  | 4 |      ", ""),
        # Of age on 9 September.
        ("  |   | true ", "2026-09-09"),
        ("  |   | false", "2026-09-08"),
    ],
)
def test_who_acts_goes_by_leerjaar_and_age_of_the_day(limits: str, asked: str) -> None:
    """To leerjaar 6 on 9 September."""
    expect(
        "mart_action",
        f"date\n{asked}".strip(),
        ref_action=f"stage | action_no | role | leerjaar_from | leerjaar_until | adult\n t | 1 | mentor | {limits}",
        mart_stage_reached=STANDS + "t | 1 | 1 | 1 | 2026-09-08 | 2026-09-08\n t | 1 | 1 | 1 | 2026-09-09 | 2026-09-09",
        mart_student="student_id | adult_on\n 1 | 2026-09-09",
        stg_placement="""
            student_id | leerjaar | valid_from | valid_until
            1          | 5        | 2026-08-31 | 2026-09-09
            1          | 6        | 2026-09-09 | 2027-08-01
        """,
    )


def test_what_is_not_known_of_a_pupil_excludes_no_action() -> None:
    expect(
        "mart_action",
        "action_no\n 1\n 2",
        ref_action="stage | action_no | role | leerjaar_from | adult\n t | 1 | mentor | 4 |\n t | 2 | mentor | | true",
        mart_stage_reached=STANDS + "t | 1 | 1 | 1 | 2026-09-09 | 2027-07-31",
    )


RECURS = "stage | student_id | date | times | latest\n"
TASK = "stage | action_no | role | task | recurring | per_registration\n"


@pytest.mark.parametrize(
    ("per_registration", "first_day", "next_day"), [("true", "2 | true", "3 | true"), ("false", "", "1 | true")]
)
def test_one_registration_of_the_first_day_was_the_first_steps_own(
    per_registration: str, first_day: str, next_day: str
) -> None:
    """Three registrations on each day: a task per registration is asked each time, another one once a day."""
    rows = ["2026-09-07 | 1 | false", *([f"2026-09-07 | {first_day}"] if first_day else []), f"2026-09-08 | {next_day}"]
    expect(
        "mart_action",
        "\n".join(["date | times | again", *rows]),
        ref_action=TASK + f"t | 1 | mentor | nablijven | true | {per_registration}",
        mart_stage_reached=STANDS + "t | 1 | 1 | 1 | 2026-09-07 | 2027-07-31",
        int_recurrence=RECURS + "t | 1 | 2026-09-07 | 3 | true\n t | 1 | 2026-09-08 | 3 | true",
    )


def test_a_task_after_some_kinds_is_asked_at_registrations_of_those_kinds() -> None:
    expect(
        "mart_action",
        "action_no | date | times\n 1 | 2026-09-08 | 2\n 2 | 2026-09-08 | 1",
        ref_action="""
            stage | action_no | role   | task    | recurring | per_registration | after                  | first
            t     | 1         | mentor | inhalen | true      | true             | [ongeoorloofd]         | false
            t     | 2         | mentor | melden  | true      | true             | [te_laat_ongeoorloofd] | false
        """,
        int_recurrence="""
            stage | student_id | date       | times | latest | number | category
            t     | 1          | 2026-09-08 | 1     | true   | 4      | ongeoorloofd
            t     | 1          | 2026-09-08 | 1     | true   | 5      | te_laat_ongeoorloofd
            t     | 1          | 2026-09-08 | 1     | true   | 6      | ongeoorloofd
        """,
    )


@pytest.mark.parametrize(
    ("limits", "day", "reached"),
    [
        ("18 | ", "2026-09-07", ""),
        ("18 | ", "2026-09-08", "2026-09-08"),
        ("   | 18", "2026-09-07", "2026-09-07"),
        ("   | 18", "2026-09-08", ""),
        ("19 | ", "2026-09-08", ""),
        ("   | 19", "2026-09-08", "2026-09-08"),
    ],
)
def test_an_age_begins_on_the_birthday(limits: str, day: str, reached: str) -> None:
    """Eighteen on Tuesday 8 September; of nineteen nothing is known."""
    expect(
        "int_group_met",
        f"reached_on\n{reached}".strip(),
        ref_counter=YEAR,
        ref_stage=STAGE,
        ref_stage_group=f"stage | of_some | age_from | age_until\n t | true | {limits}",
        ref_condition="stage | counter | number\n t | c | 1",
        int_age="student_id | age | reached_on\n 1 | 18 | 2026-09-08",
        int_counter_day=days(f"{day} | 7 | 7"),
    )


@pytest.mark.parametrize(
    ("limit", "told", "reached"),
    [
        ("afdelingen", "[vwo, havo]", "2026-09-07"),
        ("afdelingen", "[vmbo]", ""),
        ("afdelingen_except", "[vwo]", ""),
        ("afdelingen_except", "[vmbo]", "2026-09-07"),
        ("studies", "[gymnasium]", "2026-09-07"),
        ("studies", "[atheneum]", ""),
    ],
)
def test_an_afdeling_or_studie_limits_the_pupils(limit: str, told: str, reached: str) -> None:
    expect(
        "int_group_met",
        f"reached_on\n{reached}".strip(),
        ref_counter=YEAR,
        ref_stage=STAGE,
        ref_stage_group=f"stage | of_some | {limit}\n t | true | {told}",
        ref_condition="stage | counter | number\n t | c | 1",
        stg_placement="student_id | afdeling | studie | valid_from\n 1 | vwo | gymnasium | 2026-08-31",
        int_counter_day=days("2026-09-07 | 7 | 7"),
    )

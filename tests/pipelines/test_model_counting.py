"""From registrations to the value of a counter: given rows and expected rows of each model on the way."""

import pytest

from tests.pipelines.given import expect

SETS = """
    category_set | category
    weg+laat     | ongeoorloofd
    weg+laat     | te_laat_ongeoorloofd
    ziek         | ziek
"""
OF_SPELLS = """
    counter | category_set | unit
    c       | ziek         | melding
"""


def test_a_keer_is_a_lesson_and_a_category_and_an_hour_is_a_lesson() -> None:
    expect(
        "int_set_day",
        """
        student_id | category_set | date       | keer | hours | first_hour | hours_known
        1          | weg+laat     | 2026-09-07 | 3    | 2     | 3          | true
        1          | weg+laat     | 2026-09-08 | 1    | 1     | 0          | true
        1          | ziek         | 2026-09-08 | 1    | 1     | 14         | true
        2          | weg+laat     | 2026-09-07 | 1    | 1     | 1          | true
        """,
        ref_category_set=SETS,
        int_slot="""
            student_id | date       | lesson_hour | category
            1          | 2026-09-07 | 3           | ongeoorloofd
            1          | 2026-09-07 | 3           | te_laat_ongeoorloofd
            1          | 2026-09-07 | 4           | ongeoorloofd
            1          | 2026-09-08 | 0           | te_laat_ongeoorloofd
            1          | 2026-09-08 | 14          | ziek
            1          | 2026-09-08 | 5           | uitgestuurd
            2          | 2026-09-07 | 1           | ongeoorloofd
        """,
    )


def test_a_whole_day_of_unknown_hours_is_one_keer_and_no_hours() -> None:
    expect(
        "int_set_day",
        """
        student_id | date       | keer | hours | first_hour | hours_known
        alleen     | 2026-09-07 | 1    |       |            | false
        ook-les    | 2026-09-07 | 3    | 2     |            | false
        """,
        ref_category_set=SETS,
        int_slot="""
            student_id | date       | lesson_hour | category
            ook-les    | 2026-09-07 | 2           | ziek
            ook-les    | 2026-09-07 | 3           | ziek
        """,
        int_whole_day="""
            student_id | date       | category
            alleen     | 2026-09-07 | ziek
            ook-les    | 2026-09-07 | ziek
        """,
    )


def test_a_weekend_and_a_holiday_neither_break_nor_lengthen_a_spell() -> None:
    """The autumn holiday runs from Saturday 17 to Sunday 25 October."""
    expect(
        "int_spell_day",
        """
        student_id | date       | spell_start | day_in_spell | spell_days | next_date
        vakantie   | 2026-10-15 | 2026-10-15  | 1            | 3          | 2026-10-16
        vakantie   | 2026-10-16 | 2026-10-15  | 2            | 3          | 2026-10-26
        vakantie   | 2026-10-26 | 2026-10-15  | 3            | 3          |
        weekend    | 2026-09-11 | 2026-09-11  | 1            | 2          | 2026-09-14
        weekend    | 2026-09-14 | 2026-09-11  | 2            | 2          |
        dag-terug  | 2026-09-07 | 2026-09-07  | 1            | 1          |
        dag-terug  | 2026-09-09 | 2026-09-09  | 1            | 1          |
        """,
        ref_category_set=SETS,
        ref_counter_term=OF_SPELLS,
        int_set_day="""
            student_id | category_set | date       | keer | hours | hours_known | first_hour
            vakantie   | ziek         | 2026-10-15 | 1    | 1     | true        | 1
            vakantie   | ziek         | 2026-10-16 | 1    | 1     | true        | 1
            vakantie   | ziek         | 2026-10-26 | 1    | 1     | true        | 1
            weekend    | ziek         | 2026-09-11 | 1    | 1     | true        | 1
            weekend    | ziek         | 2026-09-14 | 1    | 1     | true        | 1
            dag-terug  | ziek         | 2026-09-07 | 1    | 1     | true        | 1
            dag-terug  | ziek         | 2026-09-09 | 1    | 1     | true        | 1
            dag-terug  | weg+laat     | 2026-09-08 | 1    | 1     | true        | 1
        """,
    )


@pytest.mark.parametrize(
    ("recovered", "sick_again", "starts"),
    [
        # Monday sick in the second lesson; better, and Tuesday sick again: a new spell.
        ("2026-09-07 | 3 | false", "3", "2026-09-08"),
        ("2026-09-07 |   | true ", "3", "2026-09-08"),
        # Better on Tuesday before the first sick lesson of that day, or in it: a new spell; after it: the same one.
        ("2026-09-08 | 2 | false", "3", "2026-09-08"),
        ("2026-09-08 | 3 | false", "3", "2026-09-07"),
        ("2026-09-08 | 4 | false", "3", "2026-09-07"),
        ("2026-09-08 |   | true ", "14", "2026-09-07"),
        # Better before one was sick ends nothing.
        ("2026-09-07 | 1 | false", "3", "2026-09-07"),
    ],
)
def test_a_betermelding_ends_a_spell_at_its_lesson(recovered: str, sick_again: str, starts: str) -> None:
    expect(
        "int_spell_day",
        f"date | spell_start\n 2026-09-07 | 2026-09-07\n 2026-09-08 | {starts}",
        ref_category_set=SETS,
        ref_counter_term=OF_SPELLS,
        stg_registration=f"date | lesson_hour | whole_day | student_id | category\n {recovered} | 1 | betermelding",
        int_set_day=f"""
            student_id | category_set | date       | keer | hours | hours_known | first_hour
            1          | ziek         | 2026-09-07 | 1    | 1     | true        | 2
            1          | ziek         | 2026-09-08 | 1    | 1     | true        | {sick_again}
        """,
    )


OVERLAP = """
    counter | term_no | category_set | unit   | weight | max_spell_days
    c       | 1       | weg          | lesuur | 1      |
    c       | 2       | ziek         | lesuur | 0.5    | 3
"""


def test_a_lesson_that_two_terms_find_counts_once_by_the_larger_weight() -> None:
    expect(
        "int_lesson_amount",
        """
        counter | student_id | date       | expires_on | amount
        c       | 1          | 2026-09-07 |            | 2
        c       | 1          | 2026-09-08 |            | 1
        c       | 1          | 2026-09-08 | 2026-09-11 | 0.5
        """,
        ref_counter_term=OVERLAP,
        ref_category_set="category_set | category\n weg | ongeoorloofd\n ziek | ziek",
        int_slot="""
            student_id | date       | lesson_hour | category
            1          | 2026-09-07 | 1           | ongeoorloofd
            1          | 2026-09-07 | 2           | ongeoorloofd
            1          | 2026-09-07 | 3           | te_laat_ongeoorloofd
            1          | 2026-09-08 | 1           | ongeoorloofd
            1          | 2026-09-08 | 1           | ziek
            1          | 2026-09-08 | 14          | ziek
            1          | 2026-09-09 | 1           | ziek
        """,
        # Of Wednesday no day of a spell that may count is known.
        int_short_spell="""
            student_id | category_set | date       | max_spell_days | day_in_spell | expires_on
            1          | ziek         | 2026-09-08 | 3              | 1            | 2026-09-11
        """,
    )


@pytest.mark.parametrize(
    ("weight", "amounts"),
    [
        ("1", "2026-09-08 | | 0.5\n 2026-09-08 | 2026-09-11 | 0.5\n 2026-09-09 | 2026-09-11 | 1"),
        ("0.5", "2026-09-08 | | 0.5\n 2026-09-09 | 2026-09-11 | 0.5"),
    ],
)
def test_of_the_larger_weight_only_what_lies_above_the_lasting_one_expires(weight: str, amounts: str) -> None:
    """Half an hour for being away stays; a lesson that was also sick, or only sick, counts for more until the proof."""
    expect(
        "int_lesson_amount",
        f"date | expires_on | amount\n {amounts}",
        ref_counter_term=f"""
            counter | term_no | category_set | unit   | weight   | max_spell_days
            c       | 1       | weg          | lesuur | 0.5      |
            c       | 2       | ziek         | lesuur | {weight} | 3
        """,
        ref_category_set="category_set | category\n weg | ongeoorloofd\n ziek | ziek",
        int_slot="""
            student_id | date       | lesson_hour | category
            1          | 2026-09-08 | 1           | ongeoorloofd
            1          | 2026-09-08 | 1           | ziek
            1          | 2026-09-09 | 1           | ziek
        """,
        int_short_spell="""
            student_id | category_set | date       | max_spell_days | day_in_spell | expires_on
            1          | ziek         | 2026-09-08 | 3              | 1            | 2026-09-11
            1          | ziek         | 2026-09-09 | 3              | 2            | 2026-09-11
        """,
    )


def test_a_spell_that_proves_too_long_counts_until_the_day_that_proves_it() -> None:
    """Of at most three days: the fourth is the proof, and counts for nothing itself."""
    expect(
        "int_short_spell",
        """
        student_id | date       | day_in_spell | expires_on
        drie       | 2026-09-07 | 1            |
        drie       | 2026-09-08 | 2            |
        drie       | 2026-09-09 | 3            |
        vier       | 2026-09-07 | 1            | 2026-09-10
        vier       | 2026-09-08 | 2            | 2026-09-10
        vier       | 2026-09-09 | 3            | 2026-09-10
        """,
        ref_counter_term="counter | category_set | unit | max_spell_days\n c | ziek | dag | 3",
        int_spell_day="student_id | category_set | date | spell_start | day_in_spell\n"
        + "\n".join(
            f"{student} | ziek | 2026-09-{day:02} | 2026-09-07 | {day - 6}"
            for student, days in (("drie", 3), ("vier", 4))
            for day in range(7, 7 + days)
        ),
    )


@pytest.mark.parametrize(
    ("unit", "more", "amounts"),
    [
        ("keer", "", ["2026-10-15 | 3", "2026-10-16 | 5"]),
        ("lesuur", "", ["2026-10-15 | 2"]),
        ("dag", "", ["2026-10-15 | 1", "2026-10-16 | 1"]),
        # The last school day before the holiday is its edge; the day before that is not.
        ("keer", "vakantierand", ["2026-10-16 | 5"]),
        ("dag", "vakantierand", ["2026-10-16 | 1"]),
    ],
)
@pytest.mark.parametrize("weight", ["1", "0.5"])
def test_what_a_day_adds_by_unit_and_weight(unit: str, more: str, amounts: list[str], weight: str) -> None:
    rows = [f"{row.split('|')[0]} | {float(row.split('|')[1]) * float(weight):g}" for row in amounts]
    expect(
        "int_contribution",
        "\n".join(["date | amount", *rows]),
        ref_counter="counter | window_kind\n c | schooljaar",
        ref_counter_term=f"counter | category_set | unit | weight | day_filter\n c | weg | {unit} | {weight} | {more}",
        # Hours of Friday are not known: it counts as a day, never in hours.
        int_set_day="""
            student_id | category_set | date       | keer | hours
            1          | weg          | 2026-10-15 | 3    | 2
            1          | weg          | 2026-10-16 | 5    |
            1          | ziek         | 2026-10-14 | 1    | 1
        """,
    )


@pytest.mark.parametrize(
    ("unit", "amounts"),
    [
        ("melding", "2026-10-16 | 1"),
        ("aaneengesloten_dag", "2026-10-16 | 1\n 2026-10-26 | 2"),
        # Friday to Monday are four days of a school week of seven, the holiday between left out.
        ("aaneengesloten_week", "2026-10-16 | 0.142857\n 2026-10-26 | 0.571429"),
    ],
)
def test_what_a_spell_adds_by_unit(unit: str, amounts: str) -> None:
    expect(
        "int_contribution",
        f"date | amount\n {amounts}",
        ref_counter="counter | window_kind\n c | dag",
        ref_counter_term=f"counter | category_set | unit\n c | ziek | {unit}",
        int_spell_day="""
            student_id | category_set | date       | spell_start | day_in_spell
            1          | ziek         | 2026-10-16 | 2026-10-16  | 1
            1          | ziek         | 2026-10-26 | 2026-10-16  | 2
        """,
    )


def test_the_window_of_a_day_is_its_year_period_or_quarter() -> None:
    kinds = ("schooljaar", "periode", "kwartaal", "lesweken", "dag")
    expect(
        "int_contribution",
        """
        counter    | window_key        | window_number | t
        schooljaar | 2026-2027         |              | 344
        periode    | 2026-2027/2       |              | 344
        kwartaal   | 2026-2027/2026-K4 |              | 344
        lesweken   | 2026-2027         | 4            | 344
        dag        |                   |              | 344
        """,
        ref_counter="counter | window_kind | window_number\n"
        + "\n".join(f"{kind} | {kind} | {'4' if kind == 'lesweken' else ''}" for kind in kinds),
        ref_counter_term="counter | category_set | unit\n" + "\n".join(f"{kind} | weg | dag" for kind in kinds),
        int_set_day="student_id | category_set | date | keer | hours\n 1 | weg | 2026-10-26 | 1 | 1",
    )


def contributions(*rows: str) -> str:
    """Rows `date | amount | t | window_key | expires_on` of counter c and pupil 1."""
    return (
        "date | amount | t | window_key | expires_on | window_kind | counter | student_id | window_number\n"
        + "\n".join(f"{row} | c | 1 | 4" for row in rows)
    )


def test_a_count_goes_up_within_its_window_and_begins_anew_in_the_next() -> None:
    """The last day of the first period is 16 October, the first of the second one 26 October."""
    expect(
        "int_counter_day",
        """
        date       | value | added
        2026-10-15 | 2     | 2
        2026-10-16 | 3     | 1
        2026-10-26 | 1     | 1
        """,
        ref_counter="counter | window_kind\n c | periode",
        int_contribution=contributions(
            "2026-10-15 | 2 | 340 | 2026-2027/1 | | periode",
            "2026-10-16 | 1 | 341 | 2026-2027/1 | | periode",
            "2026-10-26 | 1 | 344 | 2026-2027/2 | | periode",
        ),
    )


def test_a_window_of_four_school_weeks_forgets_the_same_weekday_of_four_weeks_ago() -> None:
    """The holiday is no school week: Tuesday 29 September is four of them before Tuesday 3 November."""
    expect(
        "int_counter_day",
        """
        date       | value | added
        2026-09-28 | 1     | 1
        2026-09-29 | 3     | 2
        2026-09-30 | 7     | 4
        2026-11-03 | 12    | 8
        """,
        ref_counter="counter | window_kind | window_number\n c | lesweken | 4",
        int_contribution=contributions(
            "2026-09-28 | 1 | 323 | 2026-2027 | | lesweken",
            "2026-09-29 | 2 | 324 | 2026-2027 | | lesweken",
            "2026-09-30 | 4 | 325 | 2026-2027 | | lesweken",
            "2026-11-03 | 8 | 352 | 2026-2027 | | lesweken",
        ),
    )


def test_no_window_looks_back_over_the_summer() -> None:
    expect(
        "int_counter_day",
        "date | value\n 2026-07-17 | 3\n 2026-08-31 | 1",
        ref_counter="counter | window_kind | window_number\n c | lesweken | 4",
        int_contribution=contributions(
            "2026-07-17 | 3 | 292 | 2025-2026 | | lesweken", "2026-08-31 | 1 | 295 | 2026-2027 | | lesweken"
        ),
    )


@pytest.mark.parametrize(("kind", "key"), [("lesweken", "2026-2027"), ("schooljaar", "2026-2027")])
def test_what_expires_counts_no_longer_from_that_day(kind: str, key: str) -> None:
    expect(
        "int_counter_day",
        "date | value | added\n 2026-09-07 | 1 | 1\n 2026-09-09 | 3 | 2\n 2026-09-10 | 2 | -1",
        ref_counter=f"counter | window_kind | window_number\n c | {kind} | 4",
        int_contribution=contributions(
            f"2026-09-07 | 1 | 302 | {key} | 2026-09-10 | {kind}", f"2026-09-09 | 2 | 304 | {key} |            | {kind}"
        ),
    )


def test_who_moves_is_looked_at_on_that_day_where_a_leerjaar_matters() -> None:
    expect(
        "int_counter_day",
        """
        counter | date       | value | added
        c       | 2026-09-07 | 1     | 1
        c       | 2026-09-14 | 1     | 0
        """,
        ref_counter="counter | window_kind\n c | schooljaar",
        ref_condition="stage | counter | number\n t | c | 1",
        ref_stage_group="stage | leerjaren | of_some\n t | [6] | true",
        int_move="student_id | date | school_year\n 1 | 2026-09-14 | 2026-2027",
        int_contribution=contributions("2026-09-07 | 1 | 302 | 2026-2027 | | schooljaar"),
    )


def test_who_moves_on_a_saturday_is_in_the_other_klas_from_monday() -> None:
    """Who was there before the data begin is looked at on their second day; a stay of a weekend alone is no move."""
    expect(
        "int_move",
        """
        student_id | date       | school_year
        1          | 2025-09-02 | 2025-2026
        1          | 2026-09-14 | 2026-2027
        """,
        stg_placement="""
            student_id | valid_from | valid_until
            1          | 2025-08-31 | 2026-09-12
            1          | 2026-09-12 | 2027-08-01
            2          | 2026-09-12 | 2026-09-14
        """,
    )


def test_counters_that_are_judged_together_have_a_value_on_each_others_days() -> None:
    expect(
        "int_counter_day",
        """
        counter | date       | value | added
        a       | 2026-09-07 | 1     | 1
        a       | 2026-09-08 | 1     | 0
        b       | 2026-09-07 | 0     | 0
        b       | 2026-09-08 | 5     | 5
        """,
        ref_counter="counter | window_kind\n a | schooljaar\n b | schooljaar",
        ref_condition="stage | condition_no | counter | number\n t | 1 | a | 1\n t | 2 | b | 1",
        int_contribution="""
            counter | student_id | date       | amount | window_kind | window_key | t
            a       | 1          | 2026-09-07 | 1      | schooljaar  | 2026-2027  | 302
            b       | 1          | 2026-09-08 | 5      | schooljaar  | 2026-2027  | 303
        """,
    )


def test_weeks_on_end_go_on_over_a_holiday_and_end_with_a_week_without() -> None:
    """The autumn holiday is the week of 19 October; twice in a week is one week, and a year begins anew."""
    days = ("2026-07-13", "2026-09-02", "2026-10-05", "2026-10-12", "2026-10-16", "2026-10-26", "2026-11-09")
    expect(
        "int_week_run",
        """
        date       | weeks
        2026-07-13 | 1
        2026-09-02 | 1
        2026-10-05 | 1
        2026-10-12 | 2
        2026-10-26 | 3
        2026-11-09 | 1
        """,
        ref_counter_term="counter | category_set | unit\n c | laat | week_na_week",
        int_set_day="student_id | category_set | date\n" + "\n".join(f"1 | laat | {day}" for day in days),
    )

"""Sick spells and the national criteria, against small tables and against plain Python."""

import random
from collections import defaultdict
from datetime import date

import pytest

from pipelines.models.snapshot import Snapshot
from pipelines.questions.sick import sick
from tests.pipelines.histories import SCOPE, YEAR, Case, Registration, School, rows_of, spread, table
from tests.pipelines.reference import SICK, Axis, hours_by_day, spells

SCHOOL = School(until=YEAR[75])
COLUMNS = ("student_id", "spells_year", "days_year", "current_spell_days", "longest_spell_days")


def found_spells(case: Case) -> dict[str, list[tuple[date, date, int]]]:
    """First day, last day and length of every sick spell per pupil."""
    rows = case.ask(
        Snapshot.rows,
        "select student_id, spell_start, max(date) as last_day, max(day_in_spell) as days from int_spell_day"
        " where category_set = 'ziek+ziek_naar_huis' group by student_id, spell_start order by student_id, spell_start",
    )
    found: dict[str, list[tuple[date, date, int]]] = defaultdict(list)
    for student, start, last, days in rows.iter_rows():
        found[student].append((start, last, days))
    return dict(found)


ONE_OR_TWO = SCHOOL.case(
    table("""
        weekend   | 2026-09-11 | 1-3 | ziek
        weekend   | 2026-09-14 | 1-3 | ziek
        vakantie  | 2026-10-16 | 1   | ziek
        vakantie  | 2026-10-26 | 1   | ziek
        dag-ertussen | 2026-09-07 | 1 | ziek
        dag-ertussen | 2026-09-09 | 1 | ziek
        naar-huis | 2026-09-07 | 5-6 | zh
        naar-huis | 2026-09-08 | 1-6 | ziek
        beter     | 2026-09-07 | 1-2 | ziek
        beter     | 2026-09-07 | 3   | betermelding
        beter     | 2026-09-08 | 4-6 | ziek
        rooster   | 2026-09-07 | 1   | ziek
        rooster   | 2026-09-08 | 1   | ziekrooster
        rooster   | 2026-09-09 | 1   | ziek
        half      | 2026-09-07 | 4   | ziek
    """)
)


def test_what_makes_one_spell_and_what_makes_two() -> None:
    found = ONE_OR_TWO.ask(sick, SCOPE, date(2026, 10, 26))
    assert rows_of(found, *COLUMNS) == [
        ("beter", 2, 2, 0, 1),
        ("dag-ertussen", 2, 2, 0, 1),
        ("half", 1, 1, 0, 1),
        ("naar-huis", 1, 2, 0, 2),
        ("rooster", 2, 2, 0, 1),
        ("vakantie", 1, 2, 2, 2),
        ("weekend", 1, 2, 0, 2),
    ]
    assert found.filter(found["student_id"] == "naar-huis")["hours_year"].to_list() == [8]


SEVEN_DAYS = SCHOOL.case(spread("a", "ziek", 7, start=1))


def test_as_of_a_day() -> None:
    """Only what was registered up to the day is known; on a Sunday Friday's spell still runs."""
    friday, sunday, monday = date(2026, 9, 4), date(2026, 9, 6), date(2026, 9, 7)
    assert rows_of(SEVEN_DAYS.ask(sick, SCOPE, friday), *COLUMNS) == [("a", 1, 4, 4, 4)]
    assert rows_of(SEVEN_DAYS.ask(sick, SCOPE, sunday), *COLUMNS) == [("a", 1, 4, 4, 4)]
    assert rows_of(SEVEN_DAYS.ask(sick, SCOPE, monday), *COLUMNS) == [("a", 1, 5, 5, 5)]
    assert SEVEN_DAYS.ask(sick, SCOPE, YEAR[0]).is_empty()


FOURTH = {
    fourth: SCHOOL.case(
        Registration("a", date.fromisoformat(day), 1, "ziek")
        for day in ("2026-08-31", "2026-09-21", "2026-10-12", fourth)
    )
    for fourth in ("2026-11-27", "2026-11-30")
}


@pytest.mark.parametrize(
    ("fourth", "since"), [("2026-11-27", date(2026, 11, 27)), ("2026-11-30", None)], ids=["binnen", "erbuiten"]
)
def test_the_fourth_report_in_twelve_school_weeks(fourth: str, since: date | None) -> None:
    """From Monday 31 August twelve school weeks run, past the autumn holiday, to Friday 27 November."""
    found = FOURTH[fourth].ask(sick, SCOPE, date.fromisoformat(fourth))
    assert rows_of(found, "spells_12_weeks", "mazl", "mazl_since") == [(4 if since else 3, since is not None, since)]


LONG = {days: SCHOOL.case(spread("a", "ziek", days, start=3)) for days in (6, 7, 8)}


@pytest.mark.parametrize(("days", "mazl"), [(6, False), (7, True), (8, True)])
def test_from_the_seventh_school_day(days: int, mazl: bool) -> None:
    """The spell runs over a weekend, which does not lengthen it."""
    found = LONG[days].ask(sick, SCOPE, YEAR[20])
    assert rows_of(found, "mazl", "mazl_since", "longest_spell_days") == [(mazl, YEAR[9] if mazl else None, days)]


SUMMER = School().case(
    [
        Registration("a", date(2026, 7, 16), 1, "ziek"),
        Registration("a", date(2026, 7, 17), 1, "ziek"),
        *spread("a", "ziek", 2),
    ]
)


def test_a_spell_across_the_summer() -> None:
    """It counts as a report in the year it began; the new year sees its length, not a new report."""
    found = SUMMER.ask(sick, SCOPE, YEAR[1])
    assert rows_of(found, "spells_year", "days_year", "current_spell_days", "longest_spell_days") == [(0, 2, 4, 4)]


def random_rows(seed: int) -> list[Registration]:
    """Random histories of thirty pupils."""
    randomness = random.Random(seed)
    codes = ["ziek", "ziek", "ziek", "ziek_naar_huis", "betermelding", "medisch", "ongeoorloofd"]
    return [
        Registration(f"p{pupil:02}", day, hour, randomness.choice(codes))
        for pupil in range(30)
        for day in YEAR[:70]
        if randomness.random() < 0.5
        for hour in randomness.sample(range(1, 9), randomness.randint(1, 3))
    ]


HISTORIES = {seed: random_rows(seed) for seed in range(4)}
SEEDS = {seed: SCHOOL.case(rows) for seed, rows in HISTORIES.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_against_plain_python(seed: int) -> None:
    """Random histories: the same spells as a day-by-day walk in plain Python."""
    rows = HISTORIES[seed]
    by_pupil: dict[str, list[Registration]] = defaultdict(list)
    for r in rows:
        by_pupil[r.student].append(r)
    axis = Axis(YEAR)
    expected = {
        student: [(spell[0], spell[-1], len(spell)) for spell in spells(axis, own)]
        for student, own in by_pupil.items()
        if spells(axis, own)
    }
    assert found_spells(SEEDS[seed]) == expected
    last = max(r.date for r in rows)
    found = {row["student_id"]: row for row in SEEDS[seed].ask(sick, SCOPE, last).iter_rows(named=True)}
    for student, own in by_pupil.items():
        hours = hours_by_day(own, SICK)
        assert found[student]["hours_year"] == sum(hours.values())
        assert found[student]["days_year"] == len(hours)
        assert found[student]["longest_spell_days"] == max(len(spell) for spell in spells(axis, own))


def test_nobody_else_is_ill() -> None:
    """`slot`, who has leave, is not in the answer."""
    found = sick(SCHOOL.snapshot, SCOPE, YEAR[70])
    assert found.height
    assert found["student_id"].str.contains("-").all()

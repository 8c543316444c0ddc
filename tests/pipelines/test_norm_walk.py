"""The 16-hour norm under another reading of the unknown hours, held against the SQL under the other protocol."""

import random
from datetime import date
from pathlib import Path

import pytest

from data.worlds.hours import walk
from pipelines.questions.leerplicht import leerplicht, reports
from pipelines.questions.norm import history
from pipelines.viewer import NOBODY
from pipelines.whatif.readings import Difference, differences
from tests.pipelines.histories import SCOPE, YEAR, Case, Registration, School, make_snapshot, rows_of, settings, spread

COUNTS, COUNTS_NOT = "maastricht-2019", "cgu-2024"


def random_rows(seed: int) -> list[Registration]:
    """Random histories of thirty pupils with judged and unknown hours."""
    chance = random.Random(seed)
    rows = []
    for pupil in range(30):
        density = chance.choice([0.1, 0.25, 0.6])
        for day in YEAR[:80]:
            if chance.random() < density:
                code = chance.choice(["ongeoorloofd", "onbekend", "ziek"])
                rows += [Registration(f"p{pupil:02}", day, hour, code) for hour in range(1, chance.randint(1, 7) + 1)]
    return rows


LAST = YEAR[85]
# The same registrations at a school whose protocol counts unknown hours, and at one whose does not.
BOTH = {protocol: School(protocol, until=LAST) for protocol in (COUNTS, COUNTS_NOT)}
SEEDS = {seed: {name: school.case(random_rows(seed)) for name, school in BOTH.items()} for seed in range(3)}


@pytest.mark.parametrize("protocol", BOTH)
def test_the_walk_equals_the_sql(protocol: str) -> None:
    snapshot = BOTH[protocol].snapshot
    known = history(snapshot, SCOPE, LAST, "s")
    walked = [
        (student, known.days[begin], known.days[end])
        for row, student in enumerate(known.students)
        for begin, end, _ in walk(known, known.counted[row, : known.place + 1])
    ]
    found = reports(snapshot, SCOPE, LAST)
    assert all(cases[protocol].of(found).height for cases in SEEDS.values())
    assert walked == rows_of(found, "student_id", "begin_date", "end_date")


def differing(case: Case, on: date) -> list[Difference]:
    """The pupils of a case to whom the reading makes a difference."""
    found = differences(case.snapshot, SCOPE, on, "s")
    return [row for row in found if row.student_id.startswith(case.prefix)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("here", "there"), [(COUNTS, COUNTS_NOT), (COUNTS_NOT, COUNTS)])
def test_the_other_reading_is_what_the_other_protocol_counts(seed: int, here: str, there: str) -> None:
    last = YEAR[79]
    cases = SEEDS[seed]
    reported = {
        protocol: {
            student: tuple(rows_of(part, "begin_date", "end_date"))
            for (student,), part in case.ask(reports, SCOPE, last).group_by("student_id", maintain_order=True)
        }
        for protocol, case in cases.items()
    }
    near = {
        protocol: set(case.ask(leerplicht, SCOPE, last).filter("nears")["student_id"])
        for protocol, case in cases.items()
    }
    expected = {
        student
        for student in (f"p{n:02}" for n in range(30))
        if reported[here].get(student, ()) != reported[there].get(student, ())
        or (student in near[here]) != (student in near[there])
    }
    found = {row.student_id.removeprefix(cases[here].prefix): row for row in differing(cases[here], last)}
    assert found.keys() == expected != set()
    for student, row in found.items():
        assert row.now.reports == reported[here].get(student, ())
        assert row.other.reports == reported[there].get(student, ())
        assert (row.now.nears, row.other.nears) == (student in near[here], student in near[there])


NATIONAL = School(until=YEAR[5])
FOUR_UNKNOWN = {
    judged: NATIONAL.case([*spread("a", "weg", judged, hours=7), *spread("a", "onbekend", 4, start=3, hours=4)])
    for judged in (11, 12, 13)
}


@pytest.mark.parametrize(("judged", "report"), [(11, False), (12, True), (13, True)])
def test_sixteen_hours_in_the_other_reading(judged: int, report: bool) -> None:
    """Four unknown hours beside 11, 12 or 13 judged ones, at a school where unknown does not count."""
    found = differing(FOUR_UNKNOWN[judged], YEAR[5])
    assert [row.other.reports for row in found] == ([((YEAR[0], YEAR[3]),)] if report else [])
    assert [(row.now.reports, row.now.nears, row.unknown) for row in found] == ([((), True, 4.0)] if report else [])


SIX_A_DAY = NATIONAL.case([*spread("a", "weg", 12, hours=6), *spread("a", "onbekend", 4, start=3, hours=4)])


@pytest.mark.parametrize(("place", "named"), [(2, False), (3, True), (4, True)])
def test_what_was_not_registered_yet_does_not_matter(place: int, named: bool) -> None:
    assert bool(differing(SIX_A_DAY, YEAR[place])) == named


@pytest.mark.parametrize(
    ("on", "near"), [(date(2026, 7, 31), True), (date(2026, 8, 1), False), (date(2026, 8, 30), False)]
)
@pytest.mark.parametrize("crosses", [True, False])
def test_in_august_hours_of_last_year_are_near_nothing(tmp_path: Path, on: date, near: bool, crosses: bool) -> None:
    """Six judged and six unknown hours in July make the norm near in one reading; where counting starts anew, until then."""
    july = date(2026, 7, 2)
    rows = [Registration("a", july, hour, "onbekend" if hour > 6 else "ongeoorloofd") for hour in range(1, 13)]
    toml = settings(COUNTS_NOT, more=f"norm_crosses_summer = {str(crosses).lower()}")
    found = differences(make_snapshot(tmp_path, rows, toml=toml, until=YEAR[5]), SCOPE, on, "s")
    assert [(row.unknown, row.now.nears, row.other.nears) for row in found] == [(6.0, False, True)] * (near or crosses)


def forty_minutes(lessons: int) -> list[Registration]:
    """So many lessons of 25 pupils, two to five a day."""
    chance = random.Random(1)
    rows: list[Registration] = []
    for pupil in range(25):
        left, day = lessons, pupil % 5
        while left:
            amount = min(left, chance.randint(2, 5))
            rows += [Registration(f"p{pupil:02}", YEAR[day], hour, "ongeoorloofd") for hour in range(1, amount + 1)]
            left, day = left - amount, day + 1
    return rows


THIRDS = School(toml=settings(COUNTS_NOT, more='lesson_minutes = 40\nhour_unit = "klokuur"'), until=YEAR[30])
LESSONS = {lessons: THIRDS.case(forty_minutes(lessons)) for lessons in (23, 24, 25)}


@pytest.mark.parametrize(("lessons", "report"), [(23, False), (24, True), (25, True)])
def test_two_thirds_of_an_hour_add_up_to_sixteen(lessons: int, report: bool) -> None:
    """24 lessons of forty minutes are sixteen clock hours, however they are spread over the days; both ways agree."""
    case = LESSONS[lessons]
    known = history(case.snapshot, SCOPE, YEAR[30], "s")
    walked = [
        bool(walk(known, known.counted[row, : known.place + 1]))
        for row, student in enumerate(known.students)
        if student.startswith(case.prefix)
    ]
    assert (walked, case.ask(reports, SCOPE, YEAR[30]).height) == ([report] * 25, 25 * report)


def test_without_rights_there_is_nobody() -> None:
    snapshot = NATIONAL.snapshot
    assert history(snapshot, SCOPE, YEAR[5], "s").students
    assert history(snapshot, NOBODY, YEAR[5], "s").students == []
    assert differences(snapshot, NOBODY, YEAR[5], "s") == []

"""Sick absence per pupil in every window: small tables, edges of the year, and random histories in plain Python."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings, strategies as st

from pipelines.calendar import school_days
from pipelines.questions.sick import sick
from pipelines.questions.sickness import sick_pupils
from pipelines.viewer import CARE, NOBODY, Selection, Viewer, of_schools
from tests.pipelines.asking import of_pupil
from tests.pipelines.histories import SCOPE, YEAR, Registration, School, make_snapshot, rows_of, spread, table
from tests.pipelines.reference import Axis, sick_windows
from tests.pipelines.test_rates import snapshot_of
from tests.shared import amount

SUMMER = school_days("midden", date(2026, 6, 29), date(2026, 7, 17))
AXIS = Axis([*SUMMER, *YEAR])
# Free days too: the weekend, the autumn holiday and the summer between two school years.
FREE = [date(2026, 9, 12), date(2026, 10, 19), date(2026, 8, 3)]
LATER = [date(2026, 12, 18), date(2027, 1, 5), date(2027, 1, 6), date(2027, 1, 7)]
SUMMER_DAYS = [date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 30)]
SEEN = [SUMMER[-1], *SUMMER_DAYS, YEAR[0], YEAR[5], date(2026, 9, 13), date(2026, 10, 20), YEAR[39], date(2027, 1, 7)]
WHOLE_DAY = 6  # 30 lessons a week

registrations = st.builds(
    Registration,
    student=st.sampled_from(["a", "b", "c"]),
    date=st.sampled_from([*SUMMER[-6:], *YEAR[:8], *YEAR[25:40], *FREE, *LATER]),
    hour=st.sampled_from([None, 1, 2, 3, 4, 5, 6]),
    code=st.sampled_from(["ziek", "ziek", "ziek", "ziek", "ziek_naar_huis", "betermelding", "medisch"]),
)


# So many lists of three pupils are one school; the first example of hypothesis is always that of empty lists.
LISTS = 4


@settings(max_examples=amount(2, 50))
@example([[Registration("a", YEAR[3], 1, code) for code in ("ziek", "betermelding")] + spread("a", "ziek", 1, start=4)])
@given(st.lists(st.lists(registrations, max_size=60), min_size=LISTS, max_size=LISTS))
def test_every_window_against_plain_python(lists: list[list[Registration]]) -> None:
    """A betermelding, going home ill, half days, holidays and a slot with two registrations, on any day."""
    school = School()
    school.case(Registration("slot", day, 1, "medisch") for day in (SUMMER[0], LATER[-1]))
    cases = [(school.case(rows), rows) for rows in lists]
    for on in SEEN:
        answer = sick_pupils(school.snapshot, SCOPE, on, "s")
        for case, rows in cases:
            found = {row["student_id"]: row for row in case.of(answer).iter_rows(named=True)}
            for student in ("a", "b", "c"):
                own = [r for r in rows if r.student == student]
                expected = sick_windows(AXIS, own, on, WHOLE_DAY)
                row = found.get(student, {})
                assert {name: row[name] for name in expected} == expected, (student, on)
                assert bool(row) == bool(expected), (student, on)
    school.snapshot.close()


SCHOOL = School(until=YEAR[9])
WEEK_APART = SCHOOL.case([*spread("a", "ziek", 3), *spread("a", "ziek", 3, start=5)])


def test_two_spells_a_week_apart() -> None:
    """Monday to Wednesday, and the same days a week later: two spells of three days, never one."""
    found = of_pupil(WEEK_APART.snapshot, "pupil_spells", SCOPE, YEAR[7], WEEK_APART.pupil("a"))
    assert rows_of(found, "spell_start", "last_day", "school_days", "running") == [
        (YEAR[5], YEAR[7], 3, True),
        (YEAR[0], YEAR[2], 3, False),
    ]
    found = WEEK_APART.ask(sick_pupils, SCOPE, YEAR[7], "s")
    assert rows_of(found, "spells_year", "longest_spell_days") == [(2, 3)]


ONE_DAY = {hours: SCHOOL.case(spread("a", "ziek", hours, hours=6)) for hours in (2, 3, 4, 6)}


@pytest.mark.parametrize(("hours", "half"), [(2, 1), (3, 1), (4, 0), (6, 0)])
def test_a_half_day_has_at_most_half_of_the_lessons(hours: int, half: int) -> None:
    """Six lessons a day by the lesson table; a half day is a sick day and starts a spell like any other."""
    found = ONE_DAY[hours].ask(sick_pupils, SCOPE, YEAR[0], "s")
    assert rows_of(found, "hours_year", "days_year", "spells_year", "half_days_year") == [(hours, 1, 1, half)]


def test_a_spell_that_runs_into_the_school_year(tmp_path: Path) -> None:
    """The new year has its days and its length, the old year its report; no window of weeks reaches back over the summer."""
    rows = [Registration("a", day, 1, "ziek") for day in (*SUMMER[-2:], *YEAR[:2])]
    snapshot = make_snapshot(tmp_path, rows, until=YEAR[9])
    columns = ("spells_year", "days_year", "spells_12_weeks", "longest_spell_days")
    assert rows_of(sick_pupils(snapshot, SCOPE, SUMMER[-1], "s"), *columns) == [(1, 2, 1, 2)]
    assert rows_of(sick_pupils(snapshot, SCOPE, YEAR[9], "s"), *columns) == [(0, 2, 0, 4)]
    found = of_pupil(snapshot, "pupil_spells", SCOPE, YEAR[9], "a")
    assert rows_of(found, "spell_start", "school_days", "hours") == [(SUMMER[-2], 4, 2)]


def test_a_pupil_who_joins_in_mid_spell(tmp_path: Path) -> None:
    """The spell starts on the first day that is known here; the days of enrolment say how short the time was."""
    rows = [Registration("1", day, 1, "ziek") for day in YEAR[3:6]] + [Registration("2", YEAR[9], 1, "medisch")]
    snapshot = snapshot_of(tmp_path, "1;H1a;1;3-9-2026;\n2;H1a;1;1-8-2026;", rows)
    found = sick_pupils(snapshot, SCOPE, YEAR[9], "s")
    assert rows_of(found, "spells_year", "days_year", "enrolled_days_year") == [(1, 3, 7)]


# placements of a pupil on which the others have no bearing | school days
ENROLLED = [
    ("H1a;1;1-8-2026;", 7),  # the data begin on Thursday 3 September
    ("H1a;1;4-9-2026;", 6),
    ("H1a;1;5-9-2026;", 5),  # a Saturday
    ("H1a;1;7-9-2026;", 5),
    ("H1a;1;8-9-2026;", 4),
    ("H1a;1;1-8-2026;6-9-2026 H2a;2;7-9-2026;", 7),  # another klas, the same school
]


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    """The enrolled days of every pupil who was ill on the tenth school day, by placements."""
    numbers = {placements: f"{101 + n}" for n, (placements, _) in enumerate(ENROLLED)}
    lines = [f"{number};{line}" for placements, number in numbers.items() for line in placements.split(" ")]
    rows = [Registration("2", YEAR[3], 1, "medisch")]
    rows += [Registration(number, YEAR[9], 1, "ziek") for number in numbers.values()]
    snapshot = snapshot_of(tmp_path_factory.mktemp("ingeschreven"), "\n".join([*lines, "2;H1a;1;1-8-2026;"]), rows)
    found = sick_pupils(snapshot, SCOPE, YEAR[9], "s")
    assert found.height == len(numbers)
    return {
        placements: rows_of(found.filter(student_id=number), "enrolled_days_year")
        for placements, number in numbers.items()
    }


@pytest.mark.parametrize(("placements", "days"), ENROLLED)
def test_enrolled_school_days(enrolled: dict[str, list[tuple[object, ...]]], placements: str, days: int) -> None:
    assert enrolled[placements] == [(days,)]


def test_nobody_sick_and_a_choice_without_pupils(tmp_path: Path) -> None:
    rows = table("1 | 2026-09-07 | 1 | medisch\n2 | 2026-09-07 | 1 | ziek")
    snapshot = make_snapshot(tmp_path, rows, klas={"1": "H1a", "2": "H2a"})
    on = date(2026, 9, 7)
    assert sick_pupils(snapshot, SCOPE, on, "s")["student_id"].to_list() == ["2"]
    assert sick_pupils(snapshot, SCOPE, on, "s", Selection(klassen=("H1a",))).is_empty()
    assert sick_pupils(snapshot, SCOPE, on, "t").is_empty()


@pytest.mark.parametrize("viewer", [NOBODY, of_schools("s"), of_schools("t", rights=CARE)])
def test_without_the_right_to_care_there_are_no_sick_rows(viewer: Viewer) -> None:
    snapshot = SCHOOL.snapshot
    assert sick(snapshot, SCOPE, YEAR[2]).height == 1 + len(ONE_DAY)
    assert sick(snapshot, viewer, YEAR[2]).is_empty()
    assert sick_pupils(snapshot, viewer, YEAR[2], "s").is_empty()

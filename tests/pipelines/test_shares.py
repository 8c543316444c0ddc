"""Shares of lessons: the missed gym lessons of a year against all gym lessons of that year, where a timetable tells."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.ladders import ladders, next_stages
from pipelines.questions.protocols_compared import compare
from pipelines.questions.stages import stages
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace, open_workspace
from pipelines.viewer import Selection
from pipelines.whatif.workbench import Workbench
from protocols.consistency import first_fault
from protocols.counters import canonical
from protocols.edits import Edit, apply
from protocols.ladders import Counter
from protocols.load import category_file, load_protocols
from tests.pipelines.asking import counters
from tests.pipelines.given import expect
from tests.pipelines.histories import SCOPE, YEAR, Case, Registration, School, rows_of, settings, spread, write_csv
from tests.pipelines.own_protocol import OwnSchool, invented

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
KGC = "kgc-2021"
MONDAYS = sorted({day - timedelta(day.weekday()) for day in YEAR})
LAST = YEAR[-1]
# Day, lesson hour, subject and pupils.
Lesson = tuple[date, int, str, list[str]]


def timetable(path: Path, lessons: list[Lesson]) -> Path:
    """A Zermelo export: one appointment per (day, lesson hour, subject, pupils)."""
    rows = []
    for number, (day, hour, subject, students) in enumerate(lessons, 1):
        start = datetime(day.year, day.month, day.day, 8, tzinfo=AMSTERDAM) + timedelta(hours=hour)
        rows.append(
            {
                "id": number,
                "appointmentInstance": number,
                "start": int(start.timestamp()),
                "end": int(start.timestamp()) + 2700,
                "startTimeSlot": hour,
                "endTimeSlot": hour,
                "subjects": [subject],
                "students": students,
                "valid": True,
                "cancelled": False,
                "lastModified": 1,
            }
        )
    path.write_text(json.dumps({"response": {"data": rows}}))
    return path


def week(monday: date, students: list[str], hours: int = 1) -> list[Lesson]:
    """So many gym lessons on Tuesday and one other lesson, in one week."""
    tuesday = monday + timedelta(1)
    return [(tuesday, hour, "lo", students) for hour in range(1, hours + 1)] + [(tuesday, 6, "ne", students)]


def year(students: list[str]) -> list[Lesson]:
    """The timetable of a whole year with twenty gym lessons, one in each of the first twenty weeks."""
    return [lesson for place, monday in enumerate(MONDAYS) for lesson in week(monday, students, int(place < 20))]


def gym(student: str, places: range, code: str = "medisch") -> list[Registration]:
    """Absent from the first gym lesson of these weeks, of which the register does not say the subject."""
    return [Registration(student, MONDAYS[place] + timedelta(1), 1, code) for place in places]


class Gym(School):
    """A school with a timetable that has gym lessons; every case has pupils and lessons of its own."""

    def __init__(self) -> None:
        super().__init__(KGC)
        self.rows = [Registration("slot", LAST, 9, "medisch")]
        self.lessons: list[Lesson] = []
        self.subjects: dict[str, str] = {}

    def of(self, rows: list[Registration], lessons: list[Lesson], subject: str = "", klas: str = "H3a") -> Case:
        """Adds a case; `subject` is what the register says that every missed lesson was."""
        added = self.case(rows, {row.student: klas for row in rows})
        self.lessons += [(day, hour, taught, [added.pupil(n) for n in who]) for day, hour, taught, who in lessons]
        self.subjects |= {added.pupil(row.student): subject for row in rows}
        return added

    def files(self, folder: Path) -> list[Path]:
        path = folder / "r.csv"
        lines = [
            f"{r.student};{self.klas.get(r.student, 'H3a')};{r.date:%d-%m-%Y};{r.hour or ''};{r.code};"
            f"{self.subjects.get(r.student, '')}"
            for r in self.rows
        ]
        path.write_text("\n".join(["Stamnr;Klas;Datum;Lesuur;Code;Vak", *lines]) + "\n")
        return [path, *([timetable(folder / "z.json", self.lessons)] if self.lessons else [])]


GYM = Gym()


def school(folder: Path, rows: list[Registration], lessons: list[Lesson]) -> Snapshot:
    """A school of one case, for what is told of a whole school and for more files in a row."""
    workspace = create_workspace(folder / "werkmap", settings(KGC))
    closing = Registration("slot", LAST, 9, "medisch")
    files = [timetable(folder / "z.json", lessons)] if lessons else []
    import_files(workspace, [write_csv(folder / "r.csv", [*rows, closing]), *files])
    return open_snapshot(workspace)


def on_gym(case: Case, on: date = LAST) -> list[tuple[object, ...]]:
    found = case.ask(stages, SCOPE, on).filter(ladder="gym").with_columns(pl.col("value").round(4))
    return rows_of(found, "student_id", "stage", "reached_on", "value")


# So many gym lessons missed of the twenty of the year; each in a klas of its own.
TWENTY = {n: GYM.of(gym("a", range(n)), year(["a"]), klas=f"H3{n}") for n in (1, 3, 4, 5, 6, 7, 10, 11, 12, 13)}


@pytest.mark.parametrize(
    ("missed", "expected"),
    [(1, None), (3, None), (4, None), (5, ("lo-20", 4)), (10, ("lo-20", 4)), (11, ("lo-50", 10))],
)
def test_more_than_a_fifth_and_more_than_half(missed: int, expected: tuple[str, int] | None) -> None:
    """Of twenty lessons four are 20 percent and not more, five are; ten are half and not more, eleven are."""
    reached = [("a", expected[0], MONDAYS[expected[1]] + timedelta(1), 5.0 * missed)] if expected else []
    assert on_gym(TWENTY[missed]) == reached


def first_weeks(missed: int, lessons: int) -> Case:
    """So many lessons missed of one gym lesson in each of the first weeks."""
    taught = [lesson for place, monday in enumerate(MONDAYS) for lesson in week(monday, ["a"], int(place < lessons))]
    return GYM.of(gym("a", range(missed)), taught)


@pytest.mark.parametrize(
    ("just_not", "just"),
    [(first_weeks(3, 15), first_weeks(4, 15)), (first_weeks(6, 30), first_weeks(7, 30))],
    ids=["15", "30"],
)
def test_a_share_that_no_number_holds_exactly(just_not: Case, just: Case) -> None:
    """Three of fifteen are 20 percent and six of thirty too, however their thirds add up."""
    assert on_gym(just_not) == []
    assert [row[1] for row in on_gym(just)] == ["lo-20"]


SCHEDULED = 2 + len(MONDAYS) - 1
ENOUGH = SCHEDULED // 5 + 1
TWO_KNOWN = [*week(MONDAYS[0], ["a"], 2), *week(MONDAYS[1], ["a"], 1)]
ONE_LESS, ENOUGH_MISSED = (GYM.of(gym("a", range(n)), TWO_KNOWN, subject="LO") for n in (ENOUGH - 1, ENOUGH))


def test_weeks_to_come_are_as_the_last_known_one() -> None:
    """Two gym lessons in the first week and one in the second, of which nothing more is known: 2 + 1 in each other week."""
    assert on_gym(ONE_LESS) == []
    assert on_gym(ENOUGH_MISSED) == [
        ("a", "lo-20", MONDAYS[ENOUGH - 1] + timedelta(1), round(100 * ENOUGH / SCHEDULED, 4))
    ]


ONE_KNOWN = GYM.of(gym("a", range(9)), week(MONDAYS[30], ["a"]), subject="LO")


def test_weeks_before_the_first_known_one_are_as_that_one() -> None:
    scheduled = len(MONDAYS)
    assert on_gym(ONE_KNOWN) == [("a", "lo-20", MONDAYS[scheduled // 5] + timedelta(1), round(900 / scheduled, 4))]


def test_who_came_later_has_the_lessons_since_then(tmp_path: Path) -> None:
    """Of a pupil who came in the twenty-first week only the lessons from then on are held against what was missed."""
    snapshot = school(tmp_path, gym("a", range(20, 22)), EVERY_WEEK)
    assert share(snapshot, "a") == round(200 / len(MONDAYS), 4)
    list_ = tmp_path / "leerlingen.csv"
    list_.write_text(
        "STAMNR;FIRSTNAME;LASTNAME;CLASS;STUDY;STUDYYEAR;studiebegindatum;studieeinddatum\n"
        f"a;A;B;H3b;HAVO;3;{MONDAYS[20]:%d-%m-%Y};31-07-2027\n"
    )
    workspace = open_workspace(tmp_path / "werkmap")
    import_files(workspace, [list_])
    assert share(open_snapshot(workspace), "a") == round(200 / (len(MONDAYS) - 20), 4)


def share(snapshot: Snapshot, student: str) -> float:
    found = counters(snapshot, SCOPE, LAST, student, KGC).filter(ladder="gym")
    return round(float(found["value"][0]), 4)


def test_the_first_missed_lesson_is_one_of_a_whole_year() -> None:
    case = TWENTY[1]
    found = counters(case.snapshot, SCOPE, MONDAYS[0] + timedelta(1), case.pupil("a"), KGC).filter(ladder="gym")
    assert rows_of(found, "stage", "value", "share") == [("lo-20", 5.0, True), ("lo-50", 5.0, True)]


EVERY_ABSENCE = GYM.of(
    [
        *gym("a", range(3), "ziek"),
        *gym("a", range(3, 5), "ongeoorloofd"),
        *gym("a", range(2, 5), "niet_toegelaten"),
        *gym("b", range(20), "te_laat_ongeoorloofd"),
    ],
    year(["a", "b"]),
)


def test_every_absence_counts_and_an_hour_once() -> None:
    """Ill, unauthorised and refused in one hour; a late is no absence."""
    assert on_gym(EVERY_ABSENCE) == [("a", "lo-20", MONDAYS[4] + timedelta(1), 25.0)]


WHOLE_DAYS = GYM.of([Registration("a", r.date, None, "ziek") for r in gym("a", range(5))], year(["a"]))


def test_a_whole_day_misses_the_gym_lesson_of_that_day() -> None:
    assert on_gym(WHOLE_DAYS) == [("a", "lo-20", MONDAYS[4] + timedelta(1), 25.0)]


NEXT_YEAR = date(2027, 9, 7)
EVERY_WEEK = [lesson for monday in MONDAYS for lesson in week(monday, ["a"])]
TWO_YEARS = GYM.of([*gym("a", range(9)), Registration("a", NEXT_YEAR, 1, "medisch")], EVERY_WEEK)


def test_a_year_begins_anew() -> None:
    assert on_gym(TWO_YEARS) != []
    assert on_gym(TWO_YEARS, NEXT_YEAR) == []


def computed(snapshot: Snapshot, on: date = LAST) -> dict[str, tuple[bool, str | None]]:
    found = ladders(snapshot, SCOPE, on).filter(protocol=KGC)
    return {row["stage"]: (row["computable"], row["needs"]) for row in found.to_dicts()}


def test_without_a_timetable_there_is_no_number(tmp_path: Path) -> None:
    """Never nought: in comparisons, on pages and in drafts."""
    snapshot = school(tmp_path, gym("a", range(30)), [])
    assert computed(snapshot)["lo-20"] == (False, "rooster")
    assert computed(snapshot)["tl-3"] == (True, None)
    rows = compare(snapshot, SCOPE, LAST, [KGC]).filter(ladder="gym")
    assert rows_of(rows, "students", "actions") == [(None, None), (None, None)]
    assert counters(snapshot, SCOPE, LAST, "a", KGC).filter(ladder="gym").is_empty()
    assert "gym" not in stages(snapshot, SCOPE, LAST)["ladder"]


def test_a_timetable_without_gym_tells_nothing_of_gym(tmp_path: Path) -> None:
    lessons = [(monday, 1, "ne", ["a"]) for monday in MONDAYS]
    snapshot = school(tmp_path, gym("a", range(3)), lessons)
    assert computed(snapshot)["lo-20"] == (False, "rooster")


def test_the_timetable_of_another_year_does_not_make_it_computable() -> None:
    assert computed(GYM.snapshot)["lo-20"][0]
    assert not computed(GYM.snapshot, NEXT_YEAR)["lo-20"][0]


IN_NO_TIMETABLE = GYM.of(gym("b", range(30)), [], subject="lo")


def test_who_is_in_no_timetable_has_no_share() -> None:
    assert on_gym(IN_NO_TIMETABLE) == []
    snapshot, student = IN_NO_TIMETABLE.snapshot, IN_NO_TIMETABLE.pupil("b")
    found = counters(snapshot, SCOPE, LAST, student, KGC).filter(ladder="gym")
    assert rows_of(found, "value", "share") == [(None, True), (None, True)]


def test_what_is_missing_to_the_next_stage() -> None:
    found = TWENTY[3].ask(next_stages, SCOPE, LAST, KGC).filter(ladder="gym")
    assert rows_of(found, "next_stage", "value", "distance") == [("lo-20", 15.0, 5.0)]


@pytest.mark.parametrize(("number", "missed", "students"), [(15, 3, 0), (15, 4, 1), (30, 6, 0), (30, 7, 1)])
def test_a_draft_with_another_number(number: int, missed: int, students: int) -> None:
    snapshot, chosen = TWENTY[missed].snapshot, Selection(klassen=(f"H3{missed}",))
    base = load_protocols()[KGC]
    draft = apply(base, [Edit(ladder="gym", stage="lo-20", number=number)], "concept")
    bench = Workbench(snapshot, base, "s", LAST)
    try:
        with bench.holding(draft) as trial:
            found = compare(trial, SCOPE, LAST, ["concept"], chosen).filter(ladder="gym", stage="lo-20")
            assert rows_of(found, "students") == [(students,)]
    finally:
        bench.close()


TWO_OF_EIGHT = GYM.of(gym("a", range(2)), EVERY_WEEK, klas="H3-periode")


def test_a_draft_with_another_window_counts_the_lessons_of_that_window() -> None:
    """The first period has eight school weeks: two of eight lessons are 25 percent."""
    snapshot, chosen = TWO_OF_EIGHT.snapshot, Selection(klassen=("H3-periode",))
    base = load_protocols()[KGC]
    draft = apply(base, [Edit(counter="gym_procent", window="periode")], "concept")
    bench = Workbench(snapshot, base, "s", LAST)
    try:
        with bench.holding(draft) as trial:
            found = compare(trial, SCOPE, MONDAYS[2], ["concept", KGC], chosen).filter(ladder="gym", stage="lo-20")
            assert rows_of(found, "protocol", "students") == [("concept", 1), (KGC, 0)]
    finally:
        bench.close()


IN_THE_FIRST_EIGHT, NOT_IN_EIGHT, ONE_OF_EIGHT = (
    GYM.of([*gym("a", range(1)), *gym("a", range(last, last + 1))], EVERY_WEEK, klas=f"H3-{last}") for last in (7, 8, 0)
)


@pytest.mark.parametrize(
    ("case", "number", "expected"),
    [
        (TWO_OF_EIGHT, 25, MONDAYS[1]),
        (TWO_OF_EIGHT, 25.1, None),
        (IN_THE_FIRST_EIGHT, 25, MONDAYS[7]),
        (NOT_IN_EIGHT, 25, None),
        (ONE_OF_EIGHT, 12.5, MONDAYS[0]),
        (ONE_OF_EIGHT, 12.6, None),
    ],
    ids=["twee", "meer dan twee", "de achtste week", "de negende week", "een", "meer dan een"],
)
def test_a_share_of_a_window_that_moves(case: Case, number: float, expected: date | None) -> None:
    """One gym lesson a week: of eight school weeks, in the beginning the first eight, whatever is missed first."""
    base = load_protocols()[KGC]
    edits = [
        Edit(counter="gym_procent", window="lesweken", weeks=8),
        Edit(ladder="gym", stage="lo-20", number=number, operator=">="),
    ]
    bench = Workbench(case.snapshot, base, "s", LAST)
    sql = "select reached_on from mart_stage_reached where protocol = 'concept' and stage = 'lo-20' and student_id = $pupil"
    try:
        with bench.holding(apply(base, edits, "concept")) as trial:
            reached = trial.rows(sql, {"pupil": case.pupil("a")})["reached_on"].to_list()
            assert reached == ([expected + timedelta(1)] if expected else [])
    finally:
        bench.close()


def test_a_draft_without_a_timetable_has_no_number_either(tmp_path: Path) -> None:
    snapshot = school(tmp_path, gym("a", range(30)), [])
    base = load_protocols()[KGC]
    draft = apply(base, [Edit(ladder="gym", stage="lo-20", number=10)], "concept")
    bench = Workbench(snapshot, base, "s", LAST)
    try:
        with bench.holding(draft) as trial:
            found = compare(trial, SCOPE, LAST, ["concept"]).filter(ladder="gym")
            assert rows_of(found, "students", "actions") == [(None, None), (None, None)]
    finally:
        bench.close()


def of_all_lessons(snapshot: Snapshot, student: str, selection: Selection) -> float:
    """The share of all lessons that a pupil missed, under a draft that counts no subject; nobody else is selected."""
    base = load_protocols()[KGC]
    counter = base.counters["gym_procent"]
    every = counter.model_copy(update={"terms": (counter.terms[0].model_copy(update={"subject": None}),)})
    draft = base.model_copy(update={"id": "concept", "counters": {**base.counters, "gym_procent": every}})
    bench = Workbench(snapshot, base, "s", LAST)
    try:
        with bench.holding(draft) as trial:
            sql = "select max(value) as value from int_counter_day where counter = $counter and student_id = $student"
            found = float(trial.rows(sql, {"counter": canonical(every).id, "student": student}).item())
            stood = compare(trial, SCOPE, LAST, ["concept"], selection).filter(ladder="gym")["students"].to_list()
            assert stood == [int(found > 20), 0]
            return round(found, 4)
    finally:
        bench.close()


@pytest.mark.parametrize("missed", [12, 13])
def test_a_share_of_all_lessons_goes_by_the_timetable(missed: int) -> None:
    """Twenty gym lessons and one other lesson a week: twelve of 61 are 19.7 percent, thirteen 21.3."""
    scheduled = 20 + len(MONDAYS)
    case, klas = TWENTY[missed], Selection(klassen=(f"H3{missed}",))
    assert of_all_lessons(case.snapshot, case.pupil("a"), klas) == round(100 * missed / scheduled, 4)


def test_a_share_of_all_lessons_goes_by_the_lesson_table_where_no_timetable_is(tmp_path: Path) -> None:
    """Six hours on each school day of the year, also of those to come."""
    snapshot = school(tmp_path, gym("a", range(3)), [])
    assert of_all_lessons(snapshot, "a", Selection()) == round(100 * 3 / (6 * len(YEAR)), 4)


def test_nobody_else_stands_on_the_ladder() -> None:
    """`slot` missed a lesson that is in no timetable."""
    found = stages(GYM.snapshot, SCOPE, LAST).filter(ladder="gym")
    assert found.height
    assert found["student_id"].str.contains("-").all()


@pytest.mark.parametrize(
    ("counter", "place"),
    [
        ({"window": "lesweken", "weeks": 4}, None),
        ({"window": "lesweken", "weeks": 4, "terms": ({"count": ["ziek"], "unit": "procent"},) * 2}, "terms"),
        ({"window": "dag"}, "window"),
        ({"terms": ({"count": ["ziek"], "unit": "procent"}, {"count": ["ziek"], "unit": "lesuur"})}, "terms"),
        ({"terms": ({"count": ["ziek"], "unit": "procent", "day_filter": "vakantierand"},)}, "terms"),
        ({"terms": ({"count": ["ziek"], "unit": "procent", "max_spell_days": 3},)}, "terms"),
        ({"window": "periode"}, None),
    ],
)
def test_a_share_is_of_the_lessons_of_a_window(counter: dict[str, object], place: str | None) -> None:
    base = load_protocols()[KGC]
    content = base.counters["gym_procent"].model_dump() | counter
    changed = base.model_copy(
        update={"counters": {**base.counters, "gym_procent": Counter.model_validate(content, strict=False)}}
    )
    fault = first_fault(changed, category_file())
    assert (fault.key if fault else None) == (f"counters.gym_procent.{place}" if place else None)


class Zilverpark(OwnSchool):
    """A school by an invented protocol with shares, of which some pupils have a timetable and others a lesson table."""

    def __init__(self) -> None:
        super().__init__(invented("zilverpark-2026"), LAST)
        self.lessons: list[Lesson] = []

    def files(self, folder: Path) -> list[Path]:
        return [*super().files(folder), timetable(folder / "z.json", self.lessons)]

    def at(self, rows: list[Registration], lessons: list[Lesson]) -> Case:
        """Adds a case with lessons of its own."""
        added = self.case(rows)
        self.lessons += [(day, hour, taught, [added.pupil(n) for n in who]) for day, hour, taught, who in lessons]
        return added


ZILVERPARK = Zilverpark()
# Gym on Tuesday in the first hour, and Dutch in the sixth; in the first weeks of the year.
ALWAYS = [lesson for monday in MONDAYS for lesson in week(monday, ["a"])]
GONE_ONCE, GONE_TWICE = (ZILVERPARK.at(gym("a", range(n), "ongeoorloofd"), ALWAYS) for n in (1, 2))
# The first third of the year has fourteen school weeks with a lesson of each subject: four of them are a quarter and more.
ILL_THREE, ILL_FOUR = (
    ZILVERPARK.at([Registration("a", r.date, 6, "ziek") for r in gym("a", range(n))], ALWAYS) for n in (3, 4)
)
# Three months from 1 September hold thirteen Tuesdays less the autumn holiday: two of twelve are no fifth, three are.
GYM_TWO, GYM_THREE = (ZILVERPARK.at(gym("a", range(n)), ALWAYS) for n in (2, 3))
# By the lesson table eight weeks have 240 lessons.
TABLE_23, TABLE_24 = (ZILVERPARK.case(spread("a", "weg", n, hours=6)) for n in (23, 24))


@pytest.mark.parametrize(
    ("case", "stage", "expected"),
    [
        (GONE_ONCE, "aw-10", None),
        (GONE_TWICE, "aw-10", MONDAYS[1] + timedelta(1)),
        (ILL_THREE, "aw-vak", None),
        (ILL_FOUR, "aw-vak", MONDAYS[3] + timedelta(1)),
        (GYM_TWO, "lo-20", None),
        (GYM_THREE, "lo-20", MONDAYS[2] + timedelta(1)),
        (TABLE_23, "aw-10", None),
        (TABLE_24, "aw-10", YEAR[3]),
    ],
    ids=["1 van 16", "2 van 16", "3 van 14", "4 van 14", "2 van 12", "3 van 12", "23 van 240", "24 van 240"],
)
def test_shares_of_an_own_protocol(case: Case, stage: str, expected: date | None) -> None:
    on = date(2026, 10, 2)
    found = case.ask(stages, SCOPE, on).filter(stage=stage)["reached_on"].to_list()
    assert found == ([expected] if expected else [])


def test_a_share_stands_against_the_window_that_ends_today() -> None:
    """Two of sixteen lessons in the first eight weeks; a week later the first of them is no longer in the window."""
    held = [
        counters(ZILVERPARK.snapshot, SCOPE, MONDAYS[n] + timedelta(1), GONE_TWICE.pupil("a"), "zilverpark-2026")
        .filter(stage="aw-10")["value"]
        .to_list()
        for n in (7, 8, 9)
    ]
    assert held == [[12.5], [6.25], [None]]


def test_a_subject_without_a_lesson_in_the_window_has_no_share() -> None:
    expect(
        "int_counter_day",
        "date | value\n 2026-09-07 |",
        ref_counter="counter | window_kind | window_number\n c | lesweken | 4",
        int_scheduled_window="counter | student_id | date | hours\n c | 1 | 2026-09-07 |",
        int_contribution="""
            counter | student_id | date       | amount | window_kind | window_number | window_key | t
            c       | 1          | 2026-09-07 | 100    | lesweken    | 4             | 2026-2027  | 302
        """,
    )

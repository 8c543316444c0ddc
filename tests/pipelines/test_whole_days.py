"""Whole days without a timetable or lesson table: days and spells count, hours are unknown; and what is one lesson."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from dashboard.app_pages.leerplicht import duo
from dashboard.app_pages.leerplicht.duo import reports_of
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.completeness import completeness
from pipelines.questions.duo import report_days
from pipelines.questions.findings import findings
from pipelines.questions.leerplicht import leerplicht
from pipelines.questions.lesson_hours import slots as by_lesson_hour
from pipelines.questions.protocols_compared import compare
from pipelines.questions.pupil import slots
from pipelines.questions.sick import sick
from pipelines.questions.sickness import sick_pupils
from pipelines.questions.stages import stages
from pipelines.questions.weekly_rates import trends
from pipelines.questions.whole_days import whole_days
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from pipelines.viewer import EVERYTHING, Selection
from pipelines.whatif.workbench import Workbench
from protocols.edits import Edit, apply
from protocols.load import load_protocols
from tests.pipelines.asking import of_pupil
from tests.pipelines.histories import (
    SCOPE,
    YEAR,
    Case,
    Registration,
    School,
    make_snapshot,
    rows_of,
    settings,
    spread,
    write_csv,
)
from tests.pipelines.test_timetable import appointments

MONDAY, TUESDAY, WEDNESDAY = date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 9)
LAST = date(2026, 12, 11)


def without_lessons(protocol: str) -> str:
    """A school.toml that says nothing of lessons."""
    return settings(protocol).replace("lessons_per_week = 30\n", "")


def days(student: str, code: str, places: range | list[int], hour: int | None = None) -> list[Registration]:
    """A registration on each of these school days of the year."""
    return [Registration(student, YEAR[place], hour, code) for place in places]


NATIONAL = School(toml=without_lessons("nl-leerplicht"), until=LAST)
WITH_TABLE = School("nl-leerplicht", until=LAST)
KGC = School(toml=without_lessons("kgc-2021"), until=LAST)


def reached(case: Case, protocol: str, on: date = LAST) -> set[tuple[str, str]]:
    """Pupil and stage, of everything reached up to the day."""
    found = case.ask(stages, SCOPE, on, protocol, every_stage=True)
    return set(found.select("student_id", "stage").rows())


THREE_DAYS = NATIONAL.case(days("a", "ziek", range(5, 8)))


def test_three_sick_days_are_three_days_and_one_spell_of_unknown_hours() -> None:
    snapshot, student = THREE_DAYS.snapshot, THREE_DAYS.pupil("a")
    columns = ("student_id", "hours_year", "days_year", "spells_year", "current_spell_days", "longest_spell_days")
    assert rows_of(THREE_DAYS.ask(sick, SCOPE, YEAR[7]), *columns) == [("a", None, 3, 1, 3, 3)]
    page = THREE_DAYS.ask(sick_pupils, SCOPE, YEAR[7], "s")
    assert rows_of(page, "hours_year", "days_year", "half_days_year") == [(None, 3, None)]
    assert rows_of(of_pupil(snapshot, "pupil_spells", SCOPE, YEAR[7], student), "school_days", "hours") == [(3, None)]
    assert rows_of(slots(snapshot, SCOPE, YEAR[7], "s", student), "date", "lesson_hour", "category") == [
        (day, None, "ziek") for day in YEAR[5:8]
    ]


HALF_KNOWN = NATIONAL.case([*spread("a", "ziek", 6, start=5, hours=6), *days("a", "ziek", [6])])


def test_hours_are_empty_when_those_of_one_day_are_unknown() -> None:
    """Six known hours and a day of unknown ones are not six hours; up to the known day they are."""
    assert rows_of(HALF_KNOWN.ask(sick, SCOPE, YEAR[5]), "hours_year", "days_year") == [(6, 1)]
    assert rows_of(HALF_KNOWN.ask(sick, SCOPE, YEAR[6]), "hours_year", "days_year") == [(None, 2)]


LENGTHS = {length: NATIONAL.case(days("a", "ziek", range(5, 5 + length))) for length in (6, 7, 8)}


@pytest.mark.parametrize(("length", "since"), [(6, None), (7, YEAR[11]), (8, YEAR[11])])
def test_the_national_criteria_count_such_days(length: int, since: date | None) -> None:
    assert rows_of(LENGTHS[length].ask(sick, SCOPE, LAST), "mazl_since") == [(since,)]


SPELLS = {amount: NATIONAL.case(days("a", "ziek", range(5, 5 + 2 * amount, 2))) for amount in (3, 4, 5)}


@pytest.mark.parametrize(("amount", "mazl"), [(3, False), (4, True), (5, True)])
def test_the_national_criteria_count_their_spells(amount: int, mazl: bool) -> None:
    assert rows_of(SPELLS[amount].ask(sick, SCOPE, LAST), "spells_year", "mazl") == [(amount, mazl)]


BETTER = NATIONAL.case(
    [
        *days("a", "ziek", range(5, 8)),
        *days("a", "betermelding", [6]),
        *days("b", "ziek", range(5, 8)),
        *days("b", "betermelding", [6], hour=3),
    ]
)


def test_a_betermelding_without_an_hour_ends_a_spell() -> None:
    found = BETTER.ask(sick, SCOPE, LAST)
    assert rows_of(found, "student_id", "spells_year", "longest_spell_days") == [("a", 2, 2), ("b", 2, 2)]


FIVE_AND_SIX = NATIONAL.case(
    [
        *days("vijf", "ziek", range(5, 10)),
        *days("zes", "ziek", range(5, 11)),
        *days("vier-keer", "ongeoorloofd", range(5, 9)),
        *days("vijf-keer", "ongeoorloofd", range(5, 10)),
    ]
)


def test_they_count_as_days_and_times_and_in_no_hours() -> None:
    """leerlingenbureau-2020: 6 sick days or 40 hours; 5 times unauthorised, or 16 hours in four weeks."""
    found = reached(FIVE_AND_SIX, "leerlingenbureau-2020")
    assert {row for row in found if row[1] != "zk-3d"} == {
        ("zes", "zk-40"),
        ("vier-keer", "oa-1"),
        ("vijf-keer", "oa-1"),
        ("vijf-keer", "oa-5"),
    }


FIFTEEN = [*days("a", "ongeoorloofd", range(5, 25)), *spread("a", "weg", 15, start=6, hours=5)]
FIFTEEN_KNOWN = NATIONAL.case(FIFTEEN)
SIXTEEN_KNOWN = NATIONAL.case([*FIFTEEN, Registration("a", YEAR[10], 1, "ongeoorloofd")])


def test_days_of_unknown_hours_never_make_the_norm() -> None:
    """Twenty whole days beside fifteen known hours: fifteen, and a sixteenth known hour makes the report."""
    assert rows_of(FIFTEEN_KNOWN.ask(leerplicht, SCOPE, YEAR[24]), "state", "hours") == [("nadert", 15)]
    assert rows_of(SIXTEEN_KNOWN.ask(leerplicht, SCOPE, YEAR[24]), "state", "end_date") == [("melding", YEAR[10])]


def test_who_has_such_days_is_said(tmp_path: Path) -> None:
    rows = [*days("a", "ongeoorloofd", [5, 6]), *days("b", "ziek", [5]), *days("b", "onbekend", [7], hour=1)]
    snapshot = make_snapshot(tmp_path, rows, toml=without_lessons("nl-leerplicht"), until=LAST)
    found = whole_days(snapshot, SCOPE, YEAR[5], "s")
    assert rows_of(found, "student_id", "date", "unauthorised", "sick") == [
        ("a", YEAR[5], True, False),
        ("b", YEAR[5], False, True),
    ]
    assert whole_days(snapshot, SCOPE, LAST, "s").height == 3
    assert whole_days(snapshot, SCOPE, date(2026, 8, 31), "s").is_empty()
    said = " ".join(findings(snapshot, SCOPE))
    assert "Van 3 hele dagen (2 leerlingen) zijn de lesuren onbekend" in said


IN_A_LESSON = days("a", "te_laat_ongeoorloofd", [5]) + days("a", "uitgestuurd", [5]) + days("a", "les_incident", [5])
H4 = Selection(klassen=("H4",))


@pytest.mark.parametrize(
    "case", [school.case(IN_A_LESSON, klas={"a": "H4"}) for school in (WITH_TABLE, NATIONAL)], ids=["tabel", "geen"]
)
def test_what_happens_in_one_lesson_is_never_a_whole_day(case: Case) -> None:
    """With or without a lesson table; the hour stays unknown. The pupil is alone in the klas."""
    snapshot = case.snapshot
    assert rows_of(slots(snapshot, SCOPE, LAST, "s", case.pupil("a")), "lesson_hour", "category") == [
        (None, "les_incident"),
        (None, "te_laat_ongeoorloofd"),
        (None, "uitgestuurd"),
    ]
    week = trends(snapshot, SCOPE, YEAR[5], YEAR[5], by=None, selection=H4)
    assert set(rows_of(week, "category", "missed_hours")) == {
        ("les_incident", 1),
        ("te_laat_ongeoorloofd", 1),
        ("uitgestuurd", 1),
    }
    assert by_lesson_hour(snapshot, SCOPE, LAST, "s", "te_laat_ongeoorloofd", selection=H4).is_empty()
    assert case.ask(whole_days, SCOPE, LAST, "s").is_empty()


KGC_TABLE = School("kgc-2021", until=LAST)
LATES = {amount: KGC_TABLE.case(days("a", "te_laat_ongeoorloofd", range(5, 5 + amount))) for amount in (9, 10, 11)}


@pytest.mark.parametrize(("amount", "stage"), [(9, "tl-5"), (10, "tl-10"), (11, "tl-10")])
def test_lates_without_an_hour_are_counted_one_by_one(amount: int, stage: str) -> None:
    """kgc-2021: ten lates are a report; with a lesson table of six hours a day two of them would be."""
    found = LATES[amount].ask(stages, SCOPE, LAST).filter(ladder="te-laat")
    assert rows_of(found, "stage", "value") == [(stage, amount)]


def lesson(student: str, hours: str, code: str) -> str:
    return f"{student};H3a;07-09-2026;{hours};{code}"


def of_hours(folder: Path, *rows: str, more: Sequence[Path] = ()) -> list[tuple[object, ...]]:
    """Pupil, lesson hour and category of every slot that such rows of an export give."""
    path = folder / "export.csv"
    path.write_text("\n".join(["Stamnr;Klas;Datum;Lesuur;Code", *rows]) + "\n", encoding="utf-8")
    workspace = create_workspace(folder / "werkmap", settings("nl-leerplicht"))
    import_files(workspace, [path, *more])
    found = open_snapshot(workspace).rows("select * from int_slot order by student_id, lesson_hour, category")
    return rows_of(found, "student_id", "lesson_hour", "category")


def test_a_lesson_of_two_hours(tmp_path: Path) -> None:
    """Two hours of absence; a late or a sent-out in it is one, in its first hour."""
    found = of_hours(
        tmp_path,
        lesson("a", "3-4", "ongeoorloofd"),
        lesson("b", "3-4", "te_laat_ongeoorloofd"),
        lesson("c", "3-4", "uitgestuurd"),
        lesson("d", "3-4", "les_incident"),
        lesson("e", "3-4", "te_laat_geoorloofd"),
        lesson("f", "3-4", "ziek"),
    )
    assert found == [
        ("a", 3, "ongeoorloofd"),
        ("a", 4, "ongeoorloofd"),
        ("b", 3, "te_laat_ongeoorloofd"),
        ("c", 3, "uitgestuurd"),
        ("d", 3, "les_incident"),
        ("e", 3, "te_laat_geoorloofd"),
        ("f", 3, "ziek"),
        ("f", 4, "ziek"),
    ]


def test_a_lesson_of_two_hours_where_the_timetable_is_known(tmp_path: Path) -> None:
    timetable = appointments(tmp_path / "z.json", [(MONDAY, hour, ["a"]) for hour in (3, 4, 5)])
    rows = (lesson("a", "3-4", "ongeoorloofd"), lesson("b", "3-4", "te_laat_ongeoorloofd"))
    assert of_hours(tmp_path, *rows, more=[timetable]) == [
        ("a", 3, "ongeoorloofd"),
        ("a", 4, "ongeoorloofd"),
        ("b", 3, "te_laat_ongeoorloofd"),
    ]


HOUR_0 = WITH_TABLE.case(
    [
        *(Registration("a", day, hour, "ongeoorloofd") for day in YEAR[5:7] for hour in (0, *range(1, 7), 14)),
        *days("b", "ziek", [5]),
    ]
)


def test_the_hour_before_the_first_one_counts() -> None:
    """Sixteen hours of which one in hour 0 and one in hour 14; a whole day of the lesson table begins at hour 1."""
    snapshot = HOUR_0.snapshot
    assert rows_of(HOUR_0.ask(leerplicht, SCOPE, YEAR[6]), "state", "end_date") == [("melding", YEAR[6])]
    found = slots(snapshot, SCOPE, LAST, "s", HOUR_0.pupil("b"))
    assert rows_of(found, "lesson_hour") == [(hour,) for hour in range(1, 7)]
    grid = by_lesson_hour(snapshot, SCOPE, LAST, "s", "ongeoorloofd")
    assert {(0, 1), (14, 1)} <= set(rows_of(grid, "lesson_hour", "missed_hours"))


def test_a_whole_day_holds_the_hour_before_the_first_one_where_the_timetable_has_it(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "werkmap", without_lessons("nl-leerplicht"))
    rows = [Registration("a", MONDAY, None, "ziek"), Registration("a", TUESDAY, None, "ziek")]
    timetable = appointments(tmp_path / "z.json", [(MONDAY, hour, ["a"]) for hour in (0, 1, 2)])
    import_files(workspace, [write_csv(tmp_path / "r.csv", rows), timetable])
    snapshot = open_snapshot(workspace)
    assert rows_of(slots(snapshot, SCOPE, TUESDAY, "s", "a"), "date", "lesson_hour") == [
        (MONDAY, 0),
        (MONDAY, 1),
        (MONDAY, 2),
        (TUESDAY, None),
    ]
    assert rows_of(sick(snapshot, SCOPE, MONDAY), "hours_year") == [(3,)]
    assert rows_of(sick(snapshot, SCOPE, TUESDAY), "hours_year", "days_year", "spells_year") == [(None, 2, 1)]


LUXE = NATIONAL.case([*days("a", "luxeverzuim", [5]), *spread("a", "luxeverzuim", 6, start=6, hours=6)])


def test_a_holiday_without_leave_of_unknown_hours_is_still_a_report() -> None:
    """Two days, one of six hours: the report has both days, and hours of one of them only."""
    found = LUXE.ask(report_days, SCOPE, LAST).filter(kind="luxe")
    assert rows_of(found, "date", "missed_lessons", "hours") == [(YEAR[5], None, None), (YEAR[6], 6.0, 6.0)]
    row = reports_of(found).row(0, named=True)
    form = duo.form(row, found, "School", "protocol", "")
    assert form["omvang"] == "2 dagen, lesuren niet bekend"
    assert [line["uren"] for line in form["dagen"]] == ["niet bekend", "6"]
    assert form["opmerkingen"][0] == "Van hele dagen zonder rooster en lessentabel zijn de lesuren niet bekend."
    assert ";2;niet bekend;0;niet bekend;" in duo.csv([row], found, "School").decode("utf-8-sig")


TRAITS = NATIONAL.case(
    [
        *days("a", "ziek", [5]),
        *days("b", "ziek", [5]),
        Registration("b", YEAR[5], 6, "ziek"),
        Registration("c", YEAR[5], 6, "ziek"),
        *spread("d", "medisch", 6, start=5, hours=6),
    ],
    klas=dict.fromkeys("abcd", "H5"),
)


def test_patterns_are_tested_on_their_days_and_not_on_their_hours() -> None:
    """Of a day that holds a whole day too, the hour that is known says nothing of begin or end."""
    traits = "select student_id, kind, choice from int_spell_trait where kind in ('weekdag', 'lesuur')"
    found = TRAITS.ask(Snapshot.rows, traits)
    assert set(found.rows()) == {
        ("a", "weekdag", "1"),
        ("b", "weekdag", "1"),
        ("c", "weekdag", "1"),
        ("c", "lesuur", "einde"),
    }


def test_a_week_of_such_days_is_no_quiet_week(tmp_path: Path) -> None:
    """Thirty pupils a day; without these days in the count the weeks would hold nothing."""
    rows = [row for n in range(1, 31) for row in days(str(n), "ziek", range(5, 15))]
    snapshot = make_snapshot(tmp_path, rows, toml=without_lessons("nl-leerplicht"))
    found = completeness(snapshot, SCOPE, YEAR[14], "s", EVERYTHING)
    assert rows_of(found, "registrations", "suspicious", "days_complete") == [(150, False, True)] * 2


# Each in a klas of its own.
UNAUTHORISED = {
    amount: KGC.case(days("a", "ongeoorloofd", range(5, 5 + amount)), klas={"a": f"H{amount}"}) for amount in (3, 4)
}


@pytest.mark.parametrize(("amount", "students"), [(3, 0), (4, 1)])
def test_a_draft_counts_such_days_too(amount: int, students: int) -> None:
    """Days in place of hours, a counter that nobody has counted yet."""
    snapshot, chosen = UNAUTHORISED[amount].snapshot, Selection(klassen=(f"H{amount}",))
    base = load_protocols()["kgc-2021"]
    edits = [
        Edit(ladder="ongeoorloofd", stage="oa-3", counter="verzuim_lesuur", unit="dag"),
        Edit(ladder="ongeoorloofd", stage="oa-3", number=4),
    ]
    bench = Workbench(snapshot, base, "s", LAST)
    try:
        with bench.holding(apply(base, edits, "concept")) as trial:
            found = compare(trial, SCOPE, LAST, ["concept"], chosen).filter(ladder="ongeoorloofd", stage="oa-3")
            assert found["students"].to_list() == [students]
    finally:
        bench.close()

"""Whole days without a timetable or lesson table: days and spells count, hours are unknown; and what is one lesson."""

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
from pipelines.questions.pupil import slots, spells
from pipelines.questions.sick import sick
from pipelines.questions.sickness import sick_pupils
from pipelines.questions.stages import stages
from pipelines.questions.weekly_rates import trends
from pipelines.questions.whole_days import whole_days
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from pipelines.viewer import EVERYTHING
from pipelines.whatif.workbench import Workbench
from protocols.edits import Edit, apply
from protocols.load import load_protocols
from tests.pipelines.histories import SCOPE, YEAR, Registration, make_snapshot, rows_of, settings, spread, write_csv
from tests.pipelines.test_timetable import appointments

MONDAY, TUESDAY, WEDNESDAY = date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 9)
LAST = date(2026, 12, 11)


def without_lessons(protocol: str) -> str:
    """A school.toml that says nothing of lessons."""
    return settings(protocol).replace("lessons_per_week = 30\n", "")


def days(student: str, code: str, places: range | list[int], hour: int | None = None) -> list[Registration]:
    """A registration on each of these school days of the year."""
    return [Registration(student, YEAR[place], hour, code) for place in places]


def school(folder: Path, rows: list[Registration], protocol: str = "nl-leerplicht") -> Snapshot:
    return make_snapshot(folder, rows, toml=without_lessons(protocol), until=LAST)


def reached(snapshot: Snapshot, protocol: str, on: date = LAST) -> set[tuple[str, str]]:
    """Pupil and stage, of everything reached up to the day."""
    found = stages(snapshot, SCOPE, on, protocol, every_stage=True)
    return set(found.select("student_id", "stage").rows())


def test_three_sick_days_are_three_days_and_one_spell_of_unknown_hours(tmp_path: Path) -> None:
    snapshot = school(tmp_path, days("a", "ziek", range(5, 8)))
    columns = ("student_id", "hours_year", "days_year", "spells_year", "current_spell_days", "longest_spell_days")
    assert rows_of(sick(snapshot, SCOPE, YEAR[7]), *columns) == [("a", None, 3, 1, 3, 3)]
    page = sick_pupils(snapshot, SCOPE, YEAR[7], "s")
    assert rows_of(page, "hours_year", "days_year", "half_days_year") == [(None, 3, None)]
    assert rows_of(spells(snapshot, SCOPE, YEAR[7], "s", "a"), "school_days", "hours") == [(3, None)]
    assert rows_of(slots(snapshot, SCOPE, YEAR[7], "s", "a"), "date", "lesson_hour", "category") == [
        (day, None, "ziek") for day in YEAR[5:8]
    ]


def test_hours_are_empty_when_those_of_one_day_are_unknown(tmp_path: Path) -> None:
    """Six known hours and a day of unknown ones are not six hours; up to the known day they are."""
    rows = [*spread("a", "ziek", 6, start=5, hours=6), *days("a", "ziek", [6])]
    snapshot = school(tmp_path, rows)
    assert rows_of(sick(snapshot, SCOPE, YEAR[5]), "hours_year", "days_year") == [(6, 1)]
    assert rows_of(sick(snapshot, SCOPE, YEAR[6]), "hours_year", "days_year") == [(None, 2)]


@pytest.mark.parametrize(("length", "since"), [(6, None), (7, YEAR[11]), (8, YEAR[11])])
def test_the_national_criteria_count_such_days(tmp_path: Path, length: int, since: date | None) -> None:
    snapshot = school(tmp_path, days("a", "ziek", range(5, 5 + length)))
    assert rows_of(sick(snapshot, SCOPE, LAST), "mazl_since") == [(since,)]


@pytest.mark.parametrize(("amount", "mazl"), [(3, False), (4, True), (5, True)])
def test_the_national_criteria_count_their_spells(tmp_path: Path, amount: int, mazl: bool) -> None:
    snapshot = school(tmp_path, days("a", "ziek", range(5, 5 + 2 * amount, 2)))
    assert rows_of(sick(snapshot, SCOPE, LAST), "spells_year", "mazl") == [(amount, mazl)]


def test_a_betermelding_without_an_hour_ends_a_spell(tmp_path: Path) -> None:
    rows = [*days("a", "ziek", range(5, 8)), *days("a", "betermelding", [6]), *days("b", "ziek", range(5, 8))]
    rows += days("b", "betermelding", [6], hour=3)
    found = sick(school(tmp_path, rows), SCOPE, LAST)
    assert rows_of(found, "student_id", "spells_year", "longest_spell_days") == [("a", 2, 2), ("b", 2, 2)]


def test_they_count_as_days_and_times_and_in_no_hours(tmp_path: Path) -> None:
    """leerlingenbureau-2020: 6 sick days or 40 hours; 5 times unauthorised, or 16 hours in four weeks."""
    rows = [*days("vijf", "ziek", range(5, 10)), *days("zes", "ziek", range(5, 11))]
    rows += [*days("vier-keer", "ongeoorloofd", range(5, 9)), *days("vijf-keer", "ongeoorloofd", range(5, 10))]
    found = reached(school(tmp_path, rows, "leerlingenbureau-2020"), "leerlingenbureau-2020")
    assert {row for row in found if row[1] != "zk-3d"} == {
        ("zes", "zk-40"),
        ("vier-keer", "oa-1"),
        ("vijf-keer", "oa-1"),
        ("vijf-keer", "oa-5"),
    }


def test_days_of_unknown_hours_never_make_the_norm(tmp_path: Path) -> None:
    """Twenty whole days beside fifteen known hours: fifteen, and a sixteenth known hour makes the report."""
    rows = [*days("a", "ongeoorloofd", range(5, 25)), *spread("a", "weg", 15, start=6, hours=5)]
    snapshot = school(tmp_path / "vijftien", rows)
    assert rows_of(leerplicht(snapshot, SCOPE, YEAR[24]), "state", "hours") == [("nadert", 15)]
    snapshot = school(tmp_path / "zestien", [*rows, Registration("a", YEAR[10], 1, "ongeoorloofd")])
    assert rows_of(leerplicht(snapshot, SCOPE, YEAR[24]), "state", "end_date") == [("melding", YEAR[10])]


def test_who_has_such_days_is_said(tmp_path: Path) -> None:
    rows = [*days("a", "ongeoorloofd", [5, 6]), *days("b", "ziek", [5]), *days("b", "onbekend", [7], hour=1)]
    snapshot = school(tmp_path, rows)
    found = whole_days(snapshot, SCOPE, YEAR[5], "s")
    assert rows_of(found, "student_id", "date", "unauthorised", "sick") == [
        ("a", YEAR[5], True, False),
        ("b", YEAR[5], False, True),
    ]
    assert whole_days(snapshot, SCOPE, LAST, "s").height == 3
    assert whole_days(snapshot, SCOPE, date(2026, 8, 31), "s").is_empty()
    said = " ".join(findings(snapshot, SCOPE))
    assert "Van 3 hele dagen (2 leerlingen) zijn de lesuren onbekend" in said


@pytest.mark.parametrize("toml", [settings("nl-leerplicht"), without_lessons("nl-leerplicht")], ids=["tabel", "geen"])
def test_what_happens_in_one_lesson_is_never_a_whole_day(tmp_path: Path, toml: str) -> None:
    """With or without a lesson table; the hour stays unknown."""
    rows = [r for code in ("laat", "uitgestuurd", "les_incident") for r in days("a", code, [5])]
    rows = [Registration(r.student, r.date, r.hour, {"laat": "te_laat_ongeoorloofd"}.get(r.code, r.code)) for r in rows]
    snapshot = make_snapshot(tmp_path, rows, toml=toml, until=LAST)
    assert rows_of(slots(snapshot, SCOPE, LAST, "s", "a"), "lesson_hour", "category") == [
        (None, "les_incident"),
        (None, "te_laat_ongeoorloofd"),
        (None, "uitgestuurd"),
    ]
    week = trends(snapshot, SCOPE, YEAR[5], YEAR[5], by=None)
    assert set(rows_of(week, "category", "missed_hours")) == {
        ("les_incident", 1),
        ("te_laat_ongeoorloofd", 1),
        ("uitgestuurd", 1),
    }
    assert by_lesson_hour(snapshot, SCOPE, LAST, "s", "te_laat_ongeoorloofd").is_empty()
    assert whole_days(snapshot, SCOPE, LAST, "s").is_empty()


@pytest.mark.parametrize(("amount", "stage"), [(9, "tl-5"), (10, "tl-10"), (11, "tl-10")])
def test_lates_without_an_hour_are_counted_one_by_one(tmp_path: Path, amount: int, stage: str) -> None:
    """kgc-2021: ten lates are a report; with a lesson table of six hours a day two of them would be."""
    rows = days("a", "te_laat_ongeoorloofd", range(5, 5 + amount))
    snapshot = make_snapshot(tmp_path, rows, protocol="kgc-2021", until=LAST)
    found = stages(snapshot, SCOPE, LAST).filter(ladder="te-laat")
    assert rows_of(found, "stage", "value") == [(stage, amount)]


def lesson(student: str, hours: str, code: str) -> str:
    return f"{student};H3a;07-09-2026;{hours};{code}"


def of_hours(folder: Path, *rows: str) -> list[tuple[object, ...]]:
    """Pupil, lesson hour and category of every slot that such rows of an export give."""
    path = folder / "export.csv"
    path.write_text("\n".join(["Stamnr;Klas;Datum;Lesuur;Code", *rows]) + "\n", encoding="utf-8")
    workspace = create_workspace(folder / "werkmap", settings("nl-leerplicht"))
    import_files(workspace, [path])
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
    workspace = create_workspace(tmp_path / "werkmap", settings("nl-leerplicht"))
    rows = [Registration("a", MONDAY, hour, "ongeoorloofd") for hour in (3, 4)]
    import_files(workspace, [write_csv(tmp_path / "r.csv", rows)])
    import_files(workspace, [appointments(tmp_path / "z.json", [(MONDAY, hour, ["a"]) for hour in (3, 4, 5)])])
    path = tmp_path / "export.csv"
    path.write_text("Stamnr;Klas;Datum;Lesuur;Code\nb;H3a;07-09-2026;3-4;te_laat_ongeoorloofd\n", encoding="utf-8")
    import_files(workspace, [path])
    found = open_snapshot(workspace).rows("select * from int_slot where student_id = 'b'")
    assert rows_of(found, "lesson_hour") == [(3,)]


def test_the_hour_before_the_first_one_counts(tmp_path: Path) -> None:
    """Sixteen hours of which one in hour 0 and one in hour 14; a whole day of the lesson table begins at hour 1."""
    rows = [Registration("a", day, hour, "ongeoorloofd") for day in YEAR[5:7] for hour in (0, *range(1, 7), 14)]
    rows += days("b", "ziek", [5])
    snapshot = make_snapshot(tmp_path, rows, until=LAST)
    assert rows_of(leerplicht(snapshot, SCOPE, YEAR[6]), "state", "end_date") == [("melding", YEAR[6])]
    assert rows_of(slots(snapshot, SCOPE, LAST, "s", "b"), "lesson_hour") == [(hour,) for hour in range(1, 7)]
    grid = by_lesson_hour(snapshot, SCOPE, LAST, "s", "ongeoorloofd")
    assert {(0, 1), (14, 1)} <= set(rows_of(grid, "lesson_hour", "missed_hours"))


def test_a_whole_day_holds_the_hour_before_the_first_one_where_the_timetable_has_it(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "werkmap", without_lessons("nl-leerplicht"))
    rows = [Registration("a", MONDAY, None, "ziek"), Registration("a", TUESDAY, None, "ziek")]
    import_files(workspace, [write_csv(tmp_path / "r.csv", rows)])
    import_files(workspace, [appointments(tmp_path / "z.json", [(MONDAY, hour, ["a"]) for hour in (0, 1, 2)])])
    snapshot = open_snapshot(workspace)
    assert rows_of(slots(snapshot, SCOPE, TUESDAY, "s", "a"), "date", "lesson_hour") == [
        (MONDAY, 0),
        (MONDAY, 1),
        (MONDAY, 2),
        (TUESDAY, None),
    ]
    assert rows_of(sick(snapshot, SCOPE, MONDAY), "hours_year") == [(3,)]
    assert rows_of(sick(snapshot, SCOPE, TUESDAY), "hours_year", "days_year", "spells_year") == [(None, 2, 1)]


def test_a_holiday_without_leave_of_unknown_hours_is_still_a_report(tmp_path: Path) -> None:
    """Two days, one of six hours: the report has both days, and hours of one of them only."""
    rows = [*days("a", "luxeverzuim", [5]), *spread("a", "luxeverzuim", 6, start=6, hours=6)]
    found = report_days(school(tmp_path, rows), SCOPE, LAST).filter(kind="luxe")
    assert rows_of(found, "date", "missed_lessons", "hours") == [(YEAR[5], None, None), (YEAR[6], 6.0, 6.0)]
    row = reports_of(found).row(0, named=True)
    form = duo.form(row, found, "School", "protocol", "")
    assert form["omvang"] == "2 dagen, lesuren niet bekend"
    assert [line["uren"] for line in form["dagen"]] == ["niet bekend", "6"]
    assert form["opmerkingen"][0] == "Van hele dagen zonder rooster en lessentabel zijn de lesuren niet bekend."
    assert ";2;niet bekend;0;niet bekend;" in duo.csv([row], found, "School").decode("utf-8-sig")


def test_patterns_are_tested_on_their_days_and_not_on_their_hours(tmp_path: Path) -> None:
    """Of a day that holds a whole day too, the hour that is known says nothing of begin or end."""
    rows = [*days("a", "ziek", [5]), *days("b", "ziek", [5]), Registration("b", YEAR[5], 6, "ziek")]
    rows += [Registration("c", YEAR[5], 6, "ziek"), *spread("d", "medisch", 6, start=5, hours=6)]
    snapshot = school(tmp_path, rows)
    found = snapshot.rows("select student_id, kind, choice from int_spell_trait where kind in ('weekdag', 'lesuur')")
    assert set(found.rows()) == {
        ("a", "weekdag", "1"),
        ("b", "weekdag", "1"),
        ("c", "weekdag", "1"),
        ("c", "lesuur", "einde"),
    }


def test_a_week_of_such_days_is_no_quiet_week(tmp_path: Path) -> None:
    """Thirty pupils a day; without these days in the count the weeks would hold nothing."""
    rows = [row for n in range(30) for row in days(str(n), "ziek", range(5, 15))]
    snapshot = make_snapshot(tmp_path, rows, toml=without_lessons("nl-leerplicht"))
    found = completeness(snapshot, SCOPE, YEAR[14], "s", EVERYTHING)
    assert rows_of(found, "registrations", "suspicious", "days_complete") == [(150, False, True)] * 2


@pytest.mark.parametrize(("amount", "students"), [(3, 0), (4, 1)])
def test_a_draft_counts_such_days_too(tmp_path: Path, amount: int, students: int) -> None:
    """Days in place of hours, a counter that nobody has counted yet."""
    snapshot = school(tmp_path, days("a", "ongeoorloofd", range(5, 5 + amount)), "kgc-2021")
    base = load_protocols()["kgc-2021"]
    edits = [
        Edit(ladder="ongeoorloofd", stage="oa-3", counter="verzuim_lesuur", unit="dag"),
        Edit(ladder="ongeoorloofd", stage="oa-3", number=4),
    ]
    bench = Workbench(snapshot, base, "s", LAST)
    try:
        with bench.holding(apply(base, edits, "concept")) as trial:
            found = compare(trial, SCOPE, LAST, ["concept"]).filter(ladder="ongeoorloofd", stage="oa-3")
            assert found["students"].to_list() == [students]
    finally:
        bench.close()

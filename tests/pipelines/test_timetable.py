"""The timetable: scheduled hours, whole days spread over the pupil's lessons, imported holidays."""

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.models.timetable import imported_vacations, with_timetable
from pipelines.questions.lesson_hours import slots, subjects
from pipelines.questions.weekly_rates import trends
from pipelines.readers.base import VACATIONS, ReadResult, conform, no_refusals
from pipelines.settings.settings import schools_in
from pipelines.store.imports import import_files
from pipelines.store.stores import empty_store
from pipelines.store.workspace import Workspace, create_workspace
from tests.pipelines.histories import SCOPE, Registration, rows_of, settings, write_csv

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY, TUESDAY = date(2026, 9, 7), date(2026, 9, 8)


def appointments(path: Path, lessons: list[tuple[date, int, list[str]]], cancelled: tuple[int, ...] = ()) -> Path:
    """A Zermelo export: one appointment per (day, lesson hour, pupils); `cancelled` are places in the list."""
    rows = [
        {
            "id": number,
            "appointmentInstance": number,
            "start": int(datetime(day.year, day.month, day.day, 7 + hour, tzinfo=AMSTERDAM).timestamp()),
            "end": int(datetime(day.year, day.month, day.day, 7 + hour, 45, tzinfo=AMSTERDAM).timestamp()),
            "startTimeSlot": hour,
            "endTimeSlot": hour,
            "subjects": ["ne"],
            "groups": ["h3"],
            "students": students,
            "valid": True,
            "cancelled": number in cancelled,
            "lastModified": 1,
        }
        for number, (day, hour, students) in enumerate(lessons, 1)
    ]
    path.write_text(json.dumps({"response": {"status": 200, "data": rows}}))
    return path


def workspace_with(folder: Path, registrations: list[Registration], *files: Path) -> Workspace:
    """A workspace of a school with a lesson table of thirty hours a week, these registrations and other files."""
    workspace = create_workspace(folder / "map", settings("nl-leerplicht"))
    import_files(workspace, [write_csv(folder / "r.csv", registrations), *files])
    return workspace


def week(snapshot: Snapshot) -> tuple[object, ...]:
    """Scheduled hours, days with a timetable and missed hours of the week of 7 September."""
    found = trends(snapshot, SCOPE, MONDAY, date(2026, 9, 11), by=None)
    found = found.filter(found["category"] == "ziek")
    return rows_of(found, "scheduled_hours", "timetable_days", "student_days", "missed_hours")[0]


ILL = [
    Registration("101", MONDAY, None, "ziek"),
    Registration("102", MONDAY, 1, "medisch"),
    Registration("101", date(2026, 9, 11), 1, "verlof"),
    # Leave may be planned and says not how far the data run.
    Registration("101", date(2026, 9, 11), 2, "medisch"),
]


def test_without_a_timetable_the_lesson_table_counts(tmp_path: Path) -> None:
    """Two pupils, five days of six hours; a whole day is six hours."""
    assert week(open_snapshot(workspace_with(tmp_path, ILL))) == (60.0, 0, 10, 6)


def test_the_timetable_counts_where_it_is_known(tmp_path: Path) -> None:
    """On Monday 101 has four lessons and 102 three, one of them cancelled; the other days follow the table."""
    lessons = [(MONDAY, hour, ["101", "102"] if hour <= 3 else ["101"]) for hour in range(1, 6)]
    workspace = workspace_with(tmp_path, ILL, appointments(tmp_path / "z.json", lessons, cancelled=(5,)))
    assert week(open_snapshot(workspace)) == (7 + 48.0, 2, 10, 4)


def test_lessons_by_hour_and_subject(tmp_path: Path) -> None:
    """On Monday both pupils have two lessons; 101 missed both, 102 none. Friday has no timetable."""
    rows = [*ILL, Registration("101", date(2026, 9, 11), 2, "ziek")]
    lessons = appointments(tmp_path / "z.json", [(MONDAY, hour, ["101", "102"]) for hour in (1, 2)])
    snapshot = open_snapshot(workspace_with(tmp_path, rows, lessons))
    columns = ("iso_weekday", "lesson_hour", "missed_hours", "registered", "timetabled_hours", "squares", "lessons")
    found = slots(snapshot, SCOPE, date(2026, 9, 11), "s", "ziek")
    assert rows_of(found, *columns) == [(1, 1, 1, 1, 1, 1, 2), (1, 2, 1, 1, 1, 1, 2), (5, 2, 1, 1, 0, 0, None)]
    taught = subjects(snapshot, SCOPE, date(2026, 9, 11), "s", "ziek")
    assert rows_of(taught, "subject", *columns[2:]) == [("ne", 2, 1, 2, 4, 4), (None, 1, 1, 0, 0, None)]


def test_a_lesson_hour_without_absence_is_zero_of_its_lessons(tmp_path: Path) -> None:
    workspace = workspace_with(tmp_path, ILL, appointments(tmp_path / "z.json", [(MONDAY, 1, ["101", "102"])]))
    found = slots(open_snapshot(workspace), SCOPE, date(2026, 9, 11), "s", "verlof")
    assert rows_of(found, "iso_weekday", "lesson_hour", "missed_hours", "lessons") == [(1, 1, 0, 2), (5, 1, 1, None)]


def test_who_has_no_lesson_in_a_known_klas_is_free(tmp_path: Path) -> None:
    workspace = workspace_with(tmp_path, ILL, appointments(tmp_path / "z.json", [(TUESDAY, 1, ["102"])]))
    assert week(open_snapshot(workspace)) == (1 + 48.0, 2, 10, 6)


def test_a_re_export_replaces_the_days_it_covers(tmp_path: Path) -> None:
    """A lesson that is gone from the second export was cancelled."""
    first = [(MONDAY, hour, ["101"]) for hour in range(1, 6)] + [(TUESDAY, 1, ["101"])]
    workspace = workspace_with(tmp_path, ILL, appointments(tmp_path / "a.json", first))
    second = [(MONDAY, hour, ["101"]) for hour in range(1, 4)] + [(TUESDAY, 1, ["101"])]
    import_files(workspace, [appointments(tmp_path / "b.json", second)])
    assert week(open_snapshot(workspace)) == (3 + 1 + 36.0, 4, 10, 3)


def test_imported_holidays_replace_the_region(tmp_path: Path) -> None:
    """A school with its autumn holiday a week earlier than its region; school.toml would go before both."""
    start = datetime(2026, 10, 10, tzinfo=AMSTERDAM)
    rows = [{"id": 1, "name": "Herfstvakantie", "start": int(start.timestamp())}]
    rows[0]["end"] = int(datetime(2026, 10, 19, tzinfo=AMSTERDAM).timestamp())
    holidays = tmp_path / "vakanties.json"
    holidays.write_text(json.dumps({"response": {"status": 200, "data": rows}}))
    workspace = workspace_with(tmp_path, [*ILL, Registration("101", date(2026, 10, 20), 1, "ziek")], holidays)
    free = "select date from ref_calendar where vacation is not null and date between $first and $last order by date"
    found = open_snapshot(workspace).rows(free, {"first": date(2026, 10, 1), "last": date(2026, 10, 31)})
    assert (found["date"].min(), found["date"].max(), found.height) == (date(2026, 10, 10), date(2026, 10, 18), 9)


def test_days_without_lessons_leave_the_holidays_and_are_working_days() -> None:
    """A list of study days says nothing of holidays, nor the other way round; each replaces its own kind."""

    def brought(*days: tuple[str, date, date]) -> ReadResult:
        frame = conform(pl.DataFrame(days, schema=["name", "start", "end"], orient="row"), VACATIONS)
        return ReadResult("x", no_refusals(), 1, whole_school=True, vacations=frame)

    autumn = ("Herfstvakantie", date(2026, 10, 10), date(2026, 10, 18))
    first, second, third = ((f"Studiedag {day}", date(2026, 10, day), date(2026, 10, day)) for day in (1, 8, 29))
    store = with_timetable(empty_store(), "s", brought(autumn))
    store = with_timetable(store, "s", brought(first, second, third))
    store = with_timetable(store, "s", brought(first, third))
    assert [tuple(row[1:]) for row in store["vacations"].rows()] == [first, autumn, third]
    (school,) = schools_in(settings("nl-leerplicht"), Path("school.toml"))
    calendar = school.calendar(date(2026, 9, 1), date(2026, 11, 1), imported_vacations("s", store))
    of_day = calendar.select("date", "day_kind", "is_school_day", "is_working_day", "vacation")
    assert of_day.filter(pl.col("date").is_in([date(2026, 10, 1), date(2026, 10, 12)])).rows() == [
        (date(2026, 10, 1), "lesvrij", False, True, None),
        (date(2026, 10, 12), "vakantie", False, False, "Herfstvakantie"),
    ]


def test_the_timetable_gives_the_subject_that_the_source_lacks(tmp_path: Path) -> None:
    """The source's own subject goes first; an hour without a lesson, or with a cancelled one, has none and stays."""
    rows = [
        "101;1;ziek;",
        "101;1;onbekend;",
        "101;2;ziek;bi",
        "101;4;ziek;",
        "101;5;ziek;",
        "102;1;ziek;",
        "103;;ziek;",
    ]
    csv = tmp_path / "r.csv"
    csv.write_text("Stamnr;Lesuur;Code;Vak;Datum\n" + "".join(f"{row};07-09-2026\n" for row in rows))
    workspace = create_workspace(tmp_path / "map", settings("nl-leerplicht"))
    import_files(workspace, [csv])
    registered = "select student_id, lesson_hour, category, subject from stg_registration order by all"
    without = open_snapshot(workspace).rows(registered, {})
    assert without.filter(without["student_id"] == "101")["subject"].to_list() == [None, None, "bi", None, None]
    lessons = [(MONDAY, 1, ["101", "103"]), (MONDAY, 2, ["101"]), (MONDAY, 4, ["101"]), (TUESDAY, 5, ["101", "102"])]
    import_files(workspace, [appointments(tmp_path / "z.json", lessons, cancelled=(3,))])
    assert open_snapshot(workspace).rows(registered, {}).rows() == [
        ("101", 1, "onbekend", "ne"),
        ("101", 1, "ziek", "ne"),
        ("101", 2, "ziek", "bi"),
        ("101", 4, "ziek", None),
        ("101", 5, "ziek", None),
        ("102", 1, "ziek", None),
        ("103", 1, "ziek", "ne"),
    ]

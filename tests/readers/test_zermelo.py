"""Zermelo's lessons and holidays, and Magister's Terugkomers: the frames that hold no absence."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from pipelines.errors import InputError

Read = Callable[..., Any]

LESSON = {
    "id": 1,
    "appointmentInstance": 1,
    "start": 1788761700,
    "end": 1788764400,
    "startTimeSlot": 1,
    "endTimeSlot": 1,
    "subjects": ["NE"],
    "students": ["101001"],
    "valid": True,
    "cancelled": False,
    "lastModified": 100,
}
HOLIDAY = {"name": "Herfstvakantie", "start": 1792360800, "end": 1792969200}


@pytest.fixture
def zermelo(read_bytes: Read) -> Read:
    """Reads items as one answer of Zermelo."""

    def read(*items: Any, total: int | None = None) -> Any:
        response = {"data": items, "totalRows": len(items) if total is None else total}
        return read_bytes(json.dumps({"response": response}), "zermelo.json")

    return read


def seconds(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp())  # type: ignore[arg-type,misc]


def test_the_sample_week_without_its_cancelled_lessons(read_sample: Read) -> None:
    result = read_sample("zermelo_appointments.json")
    lessons = result.lessons
    assert (result.rows_read, lessons.height, result.refused.height) == (40, (40 - 2) * 4, 0)
    assert lessons["student_id"].unique().sort().to_list() == ["101001", "101002", "101008", "101009"]
    own = lessons.filter(pl.col("student_id") == "101001").group_by("date").len().sort("date")
    # Lessons 9 (not valid) and 17 (cancelled) are the first of 8 and 9 September.
    assert own.rows() == [(date(2026, 9, day), hours) for day, hours in ((7, 8), (8, 7), (9, 7), (10, 8), (11, 8))]
    assert lessons.row(0) == ("101001", date(2026, 9, 7), 1, "ne", "1", 1)
    assert result.registrations is None


@pytest.mark.parametrize(
    ("versions", "hours"),
    [
        ([{}], [1]),
        ([{"endTimeSlot": 3}], [1, 2, 3]),
        ([{"endTimeSlot": None}], [1]),
        ([{"valid": False}], []),
        ([{"cancelled": True}], []),
        ([{}, {"lastModified": 200, "startTimeSlot": 4, "endTimeSlot": 4}], [4]),
        ([{"lastModified": 200, "startTimeSlot": 4, "endTimeSlot": 4}, {}], [4]),
        ([{}, {"lastModified": 200, "cancelled": True}], []),
        ([{"cancelled": True}, {"lastModified": 200}], [1]),
        ([{}, {"appointmentInstance": 2, "startTimeSlot": 2, "endTimeSlot": 2}], [1, 2]),
    ],
)
def test_the_newest_version_of_a_lesson_counts(zermelo: Read, versions: list[dict[str, Any]], hours: list[int]) -> None:
    assert zermelo(*({**LESSON, **change} for change in versions)).lessons["lesson_hour"].to_list() == hours


@pytest.mark.parametrize(
    ("start", "day"),
    [
        (seconds(2026, 10, 23, 22), date(2026, 10, 24)),
        (seconds(2026, 10, 25, 22, 59), date(2026, 10, 25)),
        (seconds(2026, 10, 25, 23), date(2026, 10, 26)),
    ],
)
def test_days_are_local_around_the_change_of_the_clock(zermelo: Read, start: int, day: date) -> None:
    assert zermelo({**LESSON, "start": start}).lessons["date"].to_list() == [day]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"start": None}, "start"),
        ({"start": "gisteren"}, "start"),
        ({"start": 17}, "start"),
        ({"start": 10**30}, "start"),
        ({"startTimeSlot": -1}, "startTimeSlot"),
        ({"endTimeSlot": 25}, "endTimeSlot"),
        ({"startTimeSlot": 3, "endTimeSlot": 2}, "endTimeSlot"),
        ({"students": ["Jan Jansen"]}, "students"),
    ],
)
def test_a_bad_lesson_is_refused(zermelo: Read, change: dict[str, Any], column: str) -> None:
    result = zermelo(LESSON, {**LESSON, "appointmentInstance": 2, **change})
    assert result.lessons.height == 1
    assert result.refused.select("row", "column").rows() == [(2, column)]


def test_lessons_without_hours_or_pupils_are_said_aloud(zermelo: Read) -> None:
    activity = {**LESSON, "appointmentInstance": 2, "startTimeSlot": None, "endTimeSlot": None}
    empty = {**LESSON, "appointmentInstance": 3, "students": []}
    result = zermelo(LESSON, activity, empty, total=5)
    assert result.lessons.height == 1
    assert [sentence[:12] for sentence in result.warnings] == ["LET OP: het ", "1 afspraken ", "LET OP: 1 le"]


def test_the_last_day_of_a_holiday_is_the_day_before_its_end(read_sample: Read, zermelo: Read) -> None:
    whole = [("Herfstvakantie", date(2026, 10, 19), date(2026, 10, 25), 1)]  # the clock changes on its last day
    assert read_sample("zermelo_holidays.json").vacations.rows() == whole
    assert zermelo(HOLIDAY).vacations.rows() == whole


@pytest.mark.parametrize("change", [{"name": " "}, {"start": None}, {"end": 1792360800 - 86400}, {"end": 1892969200}])
def test_a_bad_holiday_is_refused(zermelo: Read, change: dict[str, Any]) -> None:
    result = zermelo(HOLIDAY, {**HOLIDAY, **change}, 3)
    assert result.vacations.height == 1
    assert result.refused["row"].to_list() == [2, 3]


@pytest.mark.parametrize("kind", ["zermelo-afspraken", "zermelo-vakanties"])
def test_another_document_as_zermelo_is_refused(read_bytes: Read, kind: str) -> None:
    with pytest.raises(InputError, match=r"response\.data"):
        read_bytes('{"items": []}', "iets.json", kind=kind)


TERUG = (
    "terugkomer_id;stamnummer;gebruikte_maatregel;datum;tijd_begin;tijd_eind;terugkomer_omschrijving;"
    "gemeld_ok;gemeld_niet_of_niet_tijdig\n"
)


def test_followups_say_whether_the_pupil_came(read_bytes: Read) -> None:
    flags = ("True;False", "False;True", ";", "True;True", "1;")
    rows = "".join(f"{n};101001;8 uur melden;7-9-2026 00:00:00;8:00;8:15;geheim;{f}\n" for n, f in enumerate(flags, 1))
    result = read_bytes(TERUG + rows)
    assert result.kind == "magister-terugkomers"
    assert result.followups["shown"].to_list() == [True, False, None, None, True]
    assert result.followups.row(0) == (*("magister-terugkomer:1", "101001", date(2026, 9, 7), "8 uur melden", True, 2),)
    assert "rij 5" in result.warnings[0]
    assert "geheim" not in str(result)


@pytest.mark.parametrize(
    ("row", "column"),
    [("1;;M;7-9-2026", "stamnummer"), ("1;101001;M;31-9-2026", "datum"), (";101001;M;7-9-2026", "terugkomer_id")],
)
def test_a_bad_followup_is_refused(read_bytes: Read, row: str, column: str) -> None:
    result = read_bytes(TERUG + f"{row};;;;;\n")
    assert result.refused.select("row", "column").rows() == [(2, column)]


def test_the_agenda_list_is_known_and_refused(read_bytes: Read) -> None:
    header = "agendaitem_id;agendaitem_start;agendaitem_einde;agendaitem_omschrijving;lesuurvan;lesuurtm\n"
    with pytest.raises(InputError, match="Agendaitem") as error:
        read_bytes(header + "1;7-9-2026;7-9-2026;ne - X - h3a;1;1\n")
    assert "Verantwoordingen" in error.value.remedy

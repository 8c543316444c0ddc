"""Lesson hours of every format: from the hour before the first one to the fourteenth, and lessons of two hours."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Read = Callable[..., Any]
Write = Callable[[int, int], tuple[str, str]]

MOMENT = {"begin": "2026-09-07T08:15:00+02:00", "einde": "2026-09-07T09:45:00+02:00"}
REASON = {"id": 1, "reden": {"code": "A", "type": "absent", "isGeoorloofd": False}}
MELDING = {"absentieSoort": "Absent", "afkorting": "A", "omschrijving": "x", "geoorloofd": False}
SOMTODAY = {"beginDatumTijd": MOMENT["begin"], "eindDatumTijd": MOMENT["einde"], "leerling": {"leerlingnummer": 101001}}


def magister(first: int, last: int) -> tuple[str, str]:
    lesson = {"Start": MOMENT["begin"], "Einde": MOMENT["einde"], "LesuurVan": first, "LesuurTotMet": last}
    item = {"Id": 1, "Start": MOMENT["begin"], "Eind": MOMENT["einde"], "Lesuur": first, "Verantwoordingtype": 1}
    return json.dumps({"Items": [{**item, "Code": "A", "Afspraak": lesson}]}), "absenties_101001.json"


def m6_pupil(first: int, last: int) -> tuple[str, str]:
    lesson = {"begin": MOMENT["begin"], "lesuur": {"begin": first, "einde": last}}
    return json.dumps({"items": [{"afspraak": lesson, "verantwoordingen": [REASON]}]}), "m6_101001.json"


def m6_day(first: int, last: int) -> tuple[str, str]:
    lesson = {"begin": MOMENT["begin"], "lesuurBegin": first, "lesuurEinde": last, "verantwoordingen": [REASON]}
    return json.dumps({"items": [{"id": 5, "stamnummer": "101001", "afspraken": [lesson]}]}), "dag.json"


def browser(first: int, last: int) -> tuple[str, str]:
    entry = {"date": "2026-09-07", "code": "A", "period": first if first == last else f"{first}-{last}"}
    return json.dumps({"students": [{"id": 5}], "entries": {"5": [entry]}}), "verzuim.json"


def meldingen(first: int, last: int) -> tuple[str, str]:
    item = {**SOMTODAY, "absentieReden": MELDING, "beginLesuur": first, "eindLesuur": last}
    return json.dumps({"items": [item]}), "meldingen.json"


def waarnemingen(first: int, last: int) -> tuple[str, str]:
    item = {**SOMTODAY, "waarnemingSoort": "Afwezig", "beginLesuur": first, "eindLesuur": last}
    return json.dumps({"items": [item]}), "waarnemingen.json"


def overzicht(first: int, last: int) -> tuple[str, str]:
    item = {"begin": MOMENT["begin"], "eind": MOMENT["einde"], "beginLesuur": first, "eindLesuur": last}
    buckets = {"ongeoorloofdAfwezig": [{**item, "registratieSoort": "A"}], "teLaat": []}
    return json.dumps(buckets), "overzicht_101001.json"


def eduarte(first: int, last: int) -> tuple[str, str]:
    return f"101001;20260907;08:15;20260907;09:45;{first};{last};A;\n", "eduarte.csv"


def eduarte_lessons(first: int, last: int) -> tuple[str, str]:
    return f"101001;20260907;08:15;20260907;09:45;{first};{last};NE;Afwezig;N\n", "eduarte.csv"


def two_columns(first: int, last: int) -> tuple[str, str]:
    return f"Stamnr;Datum;Lesuur;Eindlesuur;Code\n101001;07-09-2026;{first};{last};A\n", "export.csv"


def one_cell(first: int, last: int) -> tuple[str, str]:
    cell = str(first) if first == last else f"{first} t/m {last}"
    return f"Stamnr;Datum;Lesuur;Code\n101001;07-09-2026;{cell};A\n", "export.csv"


FORMATS: tuple[Write, ...] = (
    magister,
    m6_pupil,
    m6_day,
    browser,
    meldingen,
    waarnemingen,
    overzicht,
    eduarte,
    eduarte_lessons,
    two_columns,
    one_cell,
)


@pytest.mark.parametrize("write", FORMATS, ids=lambda write: write.__name__)
@pytest.mark.parametrize("hours", [(0, 0), (1, 1), (14, 14), (0, 1), (3, 4), (13, 14)])
def test_every_format_knows_hours_0_to_14_and_lessons_of_two_hours(
    read_bytes: Read, write: Write, hours: tuple[int, int]
) -> None:
    result = read_bytes(*write(*hours))
    assert result.refused.is_empty()
    assert result.registrations.select("hour_from", "hour_to").rows() == [hours]


@pytest.mark.parametrize("write", FORMATS, ids=lambda write: write.__name__)
@pytest.mark.parametrize("hours", [(15, 15), (14, 15)])
def test_past_the_fourteenth_hour_is_refused(read_bytes: Read, write: Write, hours: tuple[int, int]) -> None:
    result = read_bytes(*write(*hours))
    assert result.refused["reason"].to_list() == ["Onmogelijk lesuur: een lesuur is een geheel getal van 0 t/m 14."]
    assert result.registrations.is_empty()


def test_a_timetable_has_them_too(read_bytes: Read) -> None:
    lesson = {"id": 1, "appointmentInstance": 1, "start": 1788761700, "end": 1788767100, "students": ["101001"]}
    items = [
        {**lesson, "id": n, "appointmentInstance": n, "startTimeSlot": first, "endTimeSlot": last}
        for n, (first, last) in enumerate([(0, 0), (3, 4), (14, 14), (14, 15)])
    ]
    result = read_bytes(json.dumps({"response": {"data": items}}), "zermelo.json")
    assert result.lessons["lesson_hour"].to_list() == [0, 3, 4, 14]
    assert result.refused["row"].to_list() == [4]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Lesuur": 3}, (3, 4)),
        ({"Lesuur": 4}, (4, 4)),
        ({"Lesuur": None}, (3, 4)),
        ({"Lesuur": 3, "Afspraak": None}, (3, 3)),
    ],
)
def test_the_hour_of_a_registration_in_a_lesson_of_two_hours(
    read_bytes: Read, change: dict[str, Any], expected: tuple[int, int]
) -> None:
    """The first hour of a lesson stands for the lesson; a later one was registered by itself."""
    answer = json.loads(magister(3, 4)[0])
    answer["Items"][0].update(change)
    result = read_bytes(json.dumps(answer), "absenties_101001.json")
    assert result.registrations.select("hour_from", "hour_to").rows() == [expected]


@pytest.mark.parametrize("hours", [(0, 0), (None, None)])
def test_a_whole_day_in_magister_has_no_lesson_hour(read_bytes: Read, hours: tuple[int | None, int | None]) -> None:
    answer = json.loads(magister(0, 0)[0])
    answer["Items"][0]["Afspraak"] |= {"DuurtHeleDag": True, "LesuurVan": hours[0], "LesuurTotMet": hours[1]}
    result = read_bytes(json.dumps(answer), "absenties_101001.json")
    assert result.registrations.select("hour_from", "hour_to").rows() == [(None, None)]


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [("2026-09-07", "2026-09-07", [(0, 4)]), ("2026-09-07", "2026-09-08", [(None, None), (1, 4)])],
)
def test_from_the_hour_before_the_first_one(
    read_bytes: Read, begin: str, end: str, expected: list[tuple[int | None, int | None]]
) -> None:
    """Over several days the first one is a whole day."""
    span = {"beginDatumTijd": f"{begin}T07:30:00+02:00", "eindDatumTijd": f"{end}T11:00:00+02:00"}
    item = {**SOMTODAY, **span, "absentieReden": MELDING, "beginLesuur": 0, "eindLesuur": 4}
    result = read_bytes(json.dumps({"items": [item]}), "meldingen.json")
    assert result.registrations.select("hour_from", "hour_to").rows() == expected
    assert result.warnings == ()


def test_a_time_after_the_thirteenth_hour_is_hour_14_and_the_last(read_bytes: Read) -> None:
    known = "101001;20260907;16:15;20260907;17:00;13;13;A;\n"
    asked = "101001;20260908;17:00;20260908;17:45;;;A;\n"
    later = "101001;20260909;17:45;20260909;18:30;;;A;\n"
    result = read_bytes(known + asked + later, "eduarte.csv")
    assert result.registrations.select("hour_from", "hour_to").rows() == [(13, 13), (14, 14)]
    assert result.refused["row"].to_list() == [3]


def test_a_time_before_the_first_hour_is_hour_0(read_bytes: Read) -> None:
    """07:30 to 08:15 ends when lesson hour 1 begins, and is as long."""
    known = "101001;20260907;08:15;20260907;09:00;1;1;A;\n"
    asked = "101001;20260908;07:30;20260908;08:15;;;A;\n"
    earlier = "101001;20260909;06:45;20260909;07:30;;;A;\n"
    result = read_bytes(known + asked + earlier, "eduarte.csv")
    assert result.registrations.select("hour_from", "hour_to").rows() == [(1, 1), (0, 0)]
    assert result.refused["row"].to_list() == [3]

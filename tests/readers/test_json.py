"""The JSON answers of Magister: whose they are, local days, ranges, gaps that must be said aloud."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import InputError
from pipelines.readers import recognise
from pipelines.readers.magister_zoeken import mentor_group
from pipelines.readers.source import Source

Read = Callable[..., Any]

LESSON = {
    "Start": "2026-09-07T06:15:00.0000000Z",
    "Einde": "2026-09-07T07:00:00.0000000Z",
    "LesuurVan": 1,
    "LesuurTotMet": 1,
    "Omschrijving": "wi - JANSEN - h3a",
}
ITEM = {
    "Id": 1,
    "Start": "2026-09-06T22:00:00.0000000Z",
    "Eind": "2026-09-06T22:00:00.0000000Z",
    "Lesuur": 1,
    "Geoorloofd": False,
    "Verantwoordingtype": 1,
    "Code": "A",
    "Omschrijving": "Absent",
    "Afspraak": LESSON,
}


@pytest.fixture
def absenties(read_bytes: Read) -> Read:
    """Reads items as the absenties of pupil 101001."""

    def read(*items: Any, total: int | None = None, name: str = "absenties_101001.json") -> Any:
        answer = {"Items": items, "TotalCount": len(items) if total is None else total}
        return read_bytes(json.dumps(answer), name)

    return read


def hours(result: Any) -> Any:
    return result.registrations.select("date", "hour_from", "hour_to").rows()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, [(date(2026, 9, 7), 1, 1)]),
        ({"Afspraak": None}, [(date(2026, 9, 7), 1, 1)]),
        ({"Lesuur": None, "Afspraak": {**LESSON, "LesuurTotMet": 3}}, [(date(2026, 9, 7), 1, 3)]),
        ({"Lesuur": None, "Afspraak": None}, [(date(2026, 9, 7), None, None)]),
        ({"Lesuur": None, "Afspraak": None, "Eind": "2026-09-07T21:59:00Z"}, [(date(2026, 9, 7), None, None)]),
        ({"Lesuur": None, "Afspraak": None, "Eind": "2026-09-07T22:00:00Z"}, [(date(2026, 9, 7), None, None)]),
        (
            {"Lesuur": None, "Afspraak": None, "Eind": "2026-09-08T21:59:00Z"},
            [(date(2026, 9, 7), None, None), (date(2026, 9, 8), None, None)],
        ),
        (
            {"Lesuur": 0, "Afspraak": {**LESSON, "DuurtHeleDag": True, "LesuurVan": None, "LesuurTotMet": None}},
            [(date(2026, 9, 7), None, None)],
        ),
    ],
)
def test_the_hours_of_an_item(absenties: Read, change: dict[str, Any], expected: Any) -> None:
    assert hours(absenties({**ITEM, **change})) == expected


def test_days_of_a_range_have_ids_of_their_own(absenties: Read) -> None:
    rows = absenties({**ITEM, "Lesuur": None, "Afspraak": None, "Eind": "2026-09-08T21:59:00Z"}).registrations
    assert rows["source_id"].to_list() == ["magister-absentie:1@2026-09-07", "magister-absentie:1@2026-09-08"]


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        (1, "absent"),
        (2, "te_laat"),
        (3, "ziek"),
        (4, "uitgestuurd"),
        # Not seen anywhere; the description then says what it is.
        (5, "absent"),
        (6, "vrijgesteld"),
        (7, "materiaal"),
        (8, "huiswerk"),
        (9, "mobiel"),
        ("1", "absent"),
    ],
)
def test_kinds(absenties: Read, type_: Any, kind: str | None) -> None:
    assert absenties({**ITEM, "Verantwoordingtype": type_}).registrations["kind"].to_list() == [kind]


@pytest.mark.parametrize(
    ("description", "subject"),
    [("wi - JANSEN - h3a", "wi"), ("Gesprek met moeder", None), ("Gesprek thuis - JANSEN", None), (None, None)],
)
def test_only_the_subject_of_a_description_is_kept(
    absenties: Read, description: str | None, subject: str | None
) -> None:
    result = absenties({**ITEM, "Afspraak": {**LESSON, "Omschrijving": description}})
    assert result.registrations["subject"].to_list() == [subject]


@pytest.mark.parametrize("name", ["absenties_101001.json", "101001.json", "absenties_101001 (2).json"])
def test_the_pupil_stands_in_the_file_name(absenties: Read, name: str) -> None:
    assert absenties(ITEM, name=name).registrations["student_id"].to_list() == ["101001"]


@pytest.mark.parametrize("name", ["absenties.json", "101001_absenties.json", "absenties_2026-09-07.json"])
def test_a_file_name_without_pupil_is_refused(absenties: Read, name: str) -> None:
    with pytest.raises(InputError, match="leerlingnummer") as error:
        absenties(ITEM, name=name)
    assert "Hernoem" in error.value.remedy


def test_items_that_were_left_behind_are_said_aloud(absenties: Read) -> None:
    assert "1 van de 3" in absenties(ITEM, total=3).warnings[0]


def test_an_empty_answer_is_read(absenties: Read) -> None:
    result = absenties()
    assert (result.registrations.height, result.rows_read) == (0, 0)


def test_bad_items_are_refused_by_number(absenties: Read) -> None:
    result = absenties(ITEM, "geen object", {**ITEM, "Lesuur": 99}, {**ITEM, "Code": None}, {})
    assert result.refused["row"].to_list() == [2, 3, 4, 5]
    assert result.registrations.height == 1


DAY = {
    "items": [
        {
            "id": 5001,
            "stamnummer": 101002,
            "roepnaam": "Jesse",
            "achternaam": "Smit-de Boer",
            "stamklas": {"code": "H3A"},
            "afspraken": [
                {
                    "begin": "2026-09-07T22:15:00.000Z",
                    "lesuurBegin": 1,
                    "lesuurEinde": 2,
                    "omschrijving": "ne - BRK - h3a",
                    "verantwoordingen": [
                        {"id": 9, "reden": {"code": "L", "type": "late", "isGeoorloofd": False}},
                        {"id": 10, "reden": {"code": "U", "type": "removed", "isGeoorloofd": False}},
                        {"id": 11, "reden": {"code": "P", "type": "present", "isGeoorloofd": True}},
                    ],
                },
                {"begin": "2026-09-07T08:15:00.000Z", "isVerantwoord": False, "verantwoordingen": []},
            ],
        },
        {"id": 5009, "roepnaam": "Zonder", "achternaam": "Nummer", "stamnummer": None, "afspraken": []},
    ]
}


def test_one_day_of_the_school(read_bytes: Read) -> None:
    result = read_bytes(json.dumps(DAY), "dag.json")
    assert (result.kind, result.whole_school, result.dropped_present) == ("magister-m6-dag", True, 1)
    columns = ["source_id", "student_id", "leerling_id", "date", "hour_from", "hour_to", "kind", "subject", "klas"]
    day = date(2026, 9, 8)
    assert result.registrations.select(columns).rows() == [
        ("magister-m6:9", "101002", "5001", day, 1, 2, "te_laat", "ne", "H3A"),
        ("magister-m6:10", "101002", "5001", day, 1, 2, "uitgestuurd", "ne", "H3A"),
    ]
    assert result.pupils.select("student_id", "leerling_id", "achternaam").rows() == [
        ("101002", "5001", "Smit-de Boer")
    ]
    assert result.placements.select("student_id", "klas").rows() == [("101002", "H3A")]
    assert result.refused["row"].to_list() == [2]


def test_pupils_found_by_a_search(read_bytes: Read) -> None:
    pupil = {"id": 5001, "roepnaam": "Jesse", "achternaam": "Smit", "code": "101002", "lesgroepen": ["h3mtu1"]}
    answer = {
        "items": [
            {**pupil, "klassen": [{"code": "H3A"}], "studies": ["HAVO/3"]},
            {**pupil, "id": 5002, "code": "jsmit", "klassen": ["H3B"], "studies": []},
        ],
        "totalCount": 40,
    }
    result = read_bytes(json.dumps(answer), "zoeken.json")
    assert result.kind == "magister-leerlingen-zoeken"
    assert result.pupils.select("student_id", "leerling_id").rows() == [("101002", "5001"), ("5002", "5002")]
    assert result.placements.select("klas", "studie", "leerjaar").rows() == [("H3A", "HAVO/3", 3), ("H3B", None, None)]
    assert result.placements["mentor"].to_list() == ["h3mtu1", "h3mtu1"]
    assert "2 van de 40" in result.warnings[0]


@pytest.mark.parametrize(
    ("groups", "mentor"),
    [
        (["h4.ne1", "h4mtu1"], "h4mtu1"),
        ([{"code": "H4MTU2"}, "wisb"], "H4MTU2"),
        (["4mentor3"], "4mentor3"),
        (["h4mtu1", "h4mtu2"], None),
        (["h4.ne1"], None),
        ([], None),
    ],
)
def test_the_mentor_group_is_the_one_lesson_group_of_that_name(groups: list[Any], mentor: str | None) -> None:
    assert mentor_group({"lesgroepen": groups}) == mentor


PAYLOAD = {
    "period": {"begin": "2026-09-07", "einde": "2026-09-11"},
    "viewer": "h4mtu1",
    "students": [
        {"id": 5001, "roepnaam": "Jesse", "achternaam": "Smit", "studies": ["HAVO/4"], "klassen": ["H4A"]},
        {"id": 5002, "roepnaam": "Noor", "achternaam": "Veld", "stamnummer": 101003, "klassen": []},
    ],
    "entries": {
        "5001": [
            {"date": "2026-09-07", "time": "08:15", "code": "TL", "period": 1, "subject": "NE"},
            {"date": "2026-09-07", "time": "09:00", "code": "tl", "period": "2-3", "subject": None},
        ],
        "5002": [
            {"date": "2026-09-08", "time": None, "code": "ZK", "period": None},
            {"date": "2026-09-09", "code": "ZK", "period": "12b"},
        ],
    },
    "verzuim_fouten": 0,
}


def test_browser_payload(read_bytes: Read) -> None:
    result = read_bytes(json.dumps(PAYLOAD), "payload.json")
    assert (result.kind, result.whole_school, result.warnings) == ("magister-browser", True, ())
    columns = ["student_id", "leerling_id", "hour_from", "hour_to", "code", "subject"]
    assert result.registrations.select(columns).rows() == [
        (None, "5001", 1, 1, "TL", "ne"),
        (None, "5001", 2, 3, "tl", None),
        ("101003", "5002", None, None, "ZK", None),
    ]
    assert result.pupils.select("student_id", "leerling_id").rows() == [("5001", "5001"), ("101003", "5002")]
    assert result.placements.select("klas", "leerjaar").row(0) == ("H4A", 4)
    assert result.refused.select("row", "column", "value").rows() == [(4, "period", "12b")]


@pytest.mark.parametrize("errors", [3, ["a", "b", "c"]])
def test_pupils_lost_by_the_browser_are_said_loudly(read_bytes: Read, errors: Any) -> None:
    result = read_bytes(json.dumps({**PAYLOAD, "verzuim_fouten": errors}), "payload.json")
    assert result.warnings[0].startswith("LET OP")
    assert "3 leerlingen" in result.warnings[0]
    assert ("(a, b, c)" in result.warnings[0]) == isinstance(errors, list)
    assert not result.whole_school


def test_what_codes_are_called_comes_along(read_bytes: Read) -> None:
    meanings = {"TL": "Te laat", "tl": "Met reden te laat"}
    entries = {
        pupil: [{**entry, "naam": meanings.get(entry["code"])} for entry in rows]
        for pupil, rows in PAYLOAD["entries"].items()  # type: ignore[attr-defined]
    }
    result = read_bytes(json.dumps({**PAYLOAD, "entries": entries}), "payload.json")
    assert dict(result.codes.select("code", "description").rows()) == meanings


@pytest.mark.parametrize("document", [[], {}, {"items": [1]}, {"Items": 3}, [[1]], {"students": [], "entries": []}])
def test_other_json_is_not_recognised(tmp_path: Path, document: Any) -> None:
    path = tmp_path / "iets_101001.json"
    path.write_text(json.dumps(document))
    with pytest.raises(InputError, match="niet herkend"):
        recognise(Source(path))


def test_what_the_source_says_of_a_code_is_kept_as_far_as_its_rows_agree(read_bytes: Read) -> None:
    entries = [
        {"date": "2026-09-07", "period": 1, "code": "X", "name": "Orthodontist", "type": 1, "isGeoorloofd": True},
        {"date": "2026-09-08", "period": 1, "code": "X", "name": "Orthodontist", "type": 1, "isGeoorloofd": False},
        {"date": "2026-09-09", "period": 1, "code": "L", "name": "Te laat", "type": "late", "isGeoorloofd": False},
        {"date": "2026-09-10", "period": 1, "code": "K"},
    ]
    reasons = [{"code": "Z", "omschrijving": "Ziek", "type": 3, "isGeoorloofd": True}]
    payload = {**PAYLOAD, "entries": {"5001": entries}}
    told = [("X", "Orthodontist", "absent", None), ("L", "Te laat", "te_laat", False)]
    columns = ["code", "description", "kind", "authorised"]
    assert read_bytes(json.dumps(payload), "payload.json").codes.select(columns).rows() == told
    whole = read_bytes(json.dumps({**payload, "redenen": reasons}), "payload.json").codes
    assert whole.select(columns).rows() == [*told, ("Z", "Ziek", "ziek", True)]


def test_the_staff_api_tells_what_codes_mean(read_sample: Read) -> None:
    found = read_sample("magister_m6_verantwoordingen_101001.json").codes
    assert found.select("code", "description", "kind", "authorised").rows()[0] == (
        "A",
        "Absent ongeoorloofd",
        "absent",
        False,
    )

"""Somtoday Connect: pupils and placements in every shape, school years, and what is refused."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

Read = Callable[..., Any]

PUPIL = {"leerlingnummer": 101001, "roepnaam": "Zoë", "voorvoegsel": "van der", "achternaam": "Meer", "UUID": "u-1"}
PLACED = {
    "schooljaar": "2026/2027",
    "startdatum": "2026-08-01",
    "einddatum": "2026-12-31",
    "leerjaar": 3,
    "stamgroep": {"naam": "H3A"},
    "mentoren": [{"naam": "Mentornaam", "afkorting": "BRK"}],
}
BOUNDS = ["student_id", "klas", "leerjaar", "mentor", "valid_from", "valid_until"]
STAY = ("101001", "H3A", 3, "BRK", date(2026, 8, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    "document",
    [
        [{**PLACED, "leerling": PUPIL}],
        {"items": [{**PLACED, "leerlingnummer": "101001"}]},
        {"leerlingen": [PUPIL], "plaatsingen": [{**PLACED, "leerling": {"uuid": "u-1"}}]},
        {"leerlingen": [{**PUPIL, "plaatsingen": [PLACED]}]},
    ],
)
def test_a_placement_in_every_shape(read_bytes: Read, document: Any) -> None:
    result = read_bytes(json.dumps(document), "connect.json")
    assert result.kind == "somtoday-connect"
    assert result.placements.select(BOUNDS).rows() == [STAY]
    assert "Mentornaam" not in str(result)


def test_connect_pupils_have_names_and_birth_dates(read_bytes: Read) -> None:
    result = read_bytes(json.dumps({"items": [{**PUPIL, "geboortedatum": "2011-04-12"}]}), "leerlingen.json")
    assert result.pupils.row(0)[:6] == ("101001", "u-1", "Zoë", "van der", "Meer", date(2011, 4, 12))
    assert result.placements.is_empty()


def test_a_placement_without_dates_lasts_its_school_year(read_bytes: Read) -> None:
    stay = {**PLACED, "startdatum": None, "einddatum": None, "schooljaar": {"naam": "2026/2027"}, "leerling": PUPIL}
    result = read_bytes(json.dumps([stay]), "plaatsingen.json")
    assert result.placements.select("valid_from", "valid_until").row(0) == (date(2026, 8, 1), date(2027, 8, 1))


def test_a_placement_of_nobody_or_in_no_group_is_refused(read_bytes: Read) -> None:
    document = [{**PLACED, "leerling": {"uuid": "onbekend"}}, {**PLACED, "leerling": PUPIL, "stamgroep": None}, 5]
    result = read_bytes(json.dumps(document), "plaatsingen.json")
    assert result.placements.is_empty()
    assert result.refused["row"].to_list() == [1, 2, 3]

"""The four pupil lists: numbers, stays with dates, mentors, and what is not kept."""

from collections.abc import Callable
from datetime import date
from typing import Any

from pipelines.readers.base import PLACEMENTS

Read = Callable[..., Any]

EXPORT = (
    "STAMNR;FIRSTNAME;PREFIX;LASTNAME;GENDER;BIRTHDATE;CLASS;STUDY;LOCATION;STUDYYEAR;PMENTORCODE;PMENTORNAME;"
    "studiebegindatum;studieeinddatum\n"
)
OVERVIEW = "Stamnr;Roepnaam;Tussenv;Achternaam;Lesperiode;Leerjaar;Klas;Studie;Profiel;Groepen;Vakken\n"
STAY = ["student_id", "klas", "studie", "leerjaar", "mentor", "valid_from", "valid_until"]


def test_a_list_with_dates_gives_a_stay_per_row(read_bytes: Read) -> None:
    rows = (
        "00123;Zo;van;Meer;V;12-4-2011;H2A;HAVO/2;Noord;2;BRK;Mentornaam;1-8-2025;31-7-2026\n"
        "00123;Zo;van;Meer;V;12-4-2011;H3A;HAVO/3;Noord;3;DJK;Mentornaam;1-8-2026;\n"
    )
    result = read_bytes(EXPORT + rows)
    assert result.kind == "magister-leerlingexport"
    assert result.pupils.select("student_id", "tussenvoegsel", "birth_date").rows() == [
        ("00123", "van", date(2011, 4, 12))
    ]
    assert result.placements.select(STAY).rows() == [
        ("00123", "H2A", "HAVO/2", 2, "BRK", date(2025, 8, 1), date(2026, 8, 1)),
        ("00123", "H3A", "HAVO/3", 3, "DJK", date(2026, 8, 1), None),
    ]
    assert "Mentornaam" not in str(result.pupils.rows()) + str(result.placements.rows())


def test_a_school_year_bounds_a_stay(read_bytes: Read) -> None:
    rows = "1;Zo;van;Meer;2026-2027;3;H3A;HAVO;NT;;\n2;Jo;;Zee;periode 1;4;V4A;VWO;;;\n"
    result = read_bytes(OVERVIEW + rows)
    assert result.kind == "magister-leerlingoverzicht"
    assert result.placements.select(STAY).rows() == [
        ("1", "H3A", "HAVO", 3, None, date(2026, 8, 1), date(2027, 8, 1)),
        ("2", "V4A", "VWO", 4, None, None, None),
    ]


def test_mentors_join_both_numbers_of_a_pupil(read_bytes: Read) -> None:
    result = read_bytes(
        "leerling_id;stamnummer;mentor_id;mentor_code\n5000;101001.0;7;BRK\n5000;101001;8;DJK\n5001;;7;BRK\n"
    )
    assert result.kind == "magister-leerlingmentoren"
    assert result.pupils.select("student_id", "leerling_id").rows() == [("101001", "5000")]
    assert result.placements.select("student_id", "klas", "mentor").rows() == [("101001", None, "BRK")]
    assert dict(result.placements.schema) == PLACEMENTS
    assert result.refused.select("row", "column").rows() == [(4, "stamnummer")]

"""Exports with headers of the school's own: synonyms, ranges, klas changes, an explicit mapping."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import InputError, UsageError
from pipelines.readers import generic
from pipelines.readers.own_fields import SYNONYMS
from pipelines.readers.source import Source

Read = Callable[..., Any]


def hours(result: Any) -> Any:
    return result.registrations.select("date", "hour_from", "hour_to").rows()


@pytest.mark.parametrize(
    ("field", "synonym"),
    [(field, synonym) for field in ("student_id", "date", "hour_from", "code") for synonym in SYNONYMS[field]],
)
def test_every_synonym_is_understood(read_bytes: Read, field: str, synonym: str) -> None:
    headers = {"student_id": "stamnr", "date": "datum", "hour_from": "lesuur", "code": "code", field: synonym}
    for spelled in (synonym, synonym.upper() + " ", synonym.replace("_", " ").title()):
        header = ";".join({**headers, field: spelled}.values())
        result = read_bytes(f"{header}\n101001;7-9-2026;3;A\n")
        assert result.registrations.select("student_id", "hour_from", "code").rows() == [("101001", 3, "A")]


@pytest.mark.parametrize("header", ["Minuten te laat", "te laat (min)", "Aantal minuten te laat", "MIN_TE_LAAT"])
def test_minutes_late_are_above_nought_or_not_known(read_bytes: Read, header: str) -> None:
    told = {
        "1": 1,
        "15": 15,
        "15.0": 15,
        "15 min": 15,
        "0:15": 15,
        "1:05:00": 65,
        "0": None,
        "": None,
        "kwartier": None,
    }
    rows = "".join(f"{n};7-9-2026;1;L;{cell}\n" for n, cell in enumerate(told, 1))
    result = read_bytes(f"Stamnr;Datum;Lesuur;Code;{header}\n{rows}")
    assert result.registrations["minutes_late"].to_list() == list(told.values())
    assert (result.columns["minutes_late"], result.unused) == (header, ())
    (said,) = [each for each in result.warnings if "minuten onbekend" in each]
    assert said.startswith(f"Bij 1 registraties is '{header}' niet te lezen (rij 10: 'kwartier')")


@pytest.mark.parametrize("header", ["Afgehandeld", "verwerkt"])
def test_handled_is_yes_no_or_not_known(read_bytes: Read, header: str) -> None:
    cells = ("ja", "nee", "", "J", "0", "misschien")
    rows = "".join(f"{n};7-9-2026;1;L;{cell}\n" for n, cell in enumerate(cells, 1))
    result = read_bytes(f"Stamnr;Datum;Lesuur;Code;{header}\n{rows}")
    assert result.registrations["handled"].to_list() == [True, False, None, True, False, None]
    assert [each.partition(";")[2] for each in result.warnings] == [" die zijn ingelezen als 'afgehandeld onbekend'."]


def test_the_day_on_which_something_was_handled_is_no_answer(read_bytes: Read) -> None:
    result = read_bytes("Stamnr;Datum;Lesuur;Code;Afgehandeld op\n1;7-9-2026;1;L;8-9-2026\n")
    assert result.registrations.select("handled", "entered_on").rows() == [(None, date(2026, 9, 8))]


def test_a_column_of_minutes_that_may_be_anything_is_asked(read_bytes: Read) -> None:
    table = "Stamnr;Datum;Code;Minuten\n1;7-9-2026;L;15\n"
    with pytest.raises(InputError, match="'Minuten'"):
        read_bytes(table)
    chosen = {"minutes_late": "Minuten"}
    assert read_bytes(table, mapping=chosen).registrations["minutes_late"].to_list() == [15]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_every_delimiter(read_bytes: Read, delimiter: str) -> None:
    rows = ["Stamnr;Datum;Lesuur;Code", "1;7-9-2026;1;A+1", "2;8-9-2026;2;a"]
    result = read_bytes("\n".join(rows).replace(";", delimiter) + "\n")
    assert result.registrations["code"].to_list() == ["A+1", "a"]


def test_the_most_telling_of_two_synonyms_wins(read_bytes: Read) -> None:
    result = read_bytes("Stamnr;Datum;Lesuur;Reden;Code\n1;7-9-2026;1;Tandarts;T\n")
    assert result.registrations["code"].to_list() == ["T"]


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("", "", [(date(2026, 9, 7), None, None)]),
        (";Lesuur", ";", [(date(2026, 9, 7), None, None)]),
        (";Lesuur", ";3-5", [(date(2026, 9, 7), 3, 5)]),
        (";BeginLesuur;EindLesuur", ";3;5", [(date(2026, 9, 7), 3, 5)]),
        (";Einddatum", ";8-9-2026", [(date(2026, 9, 7), None, None), (date(2026, 9, 8), None, None)]),
        (";Einddatum", ";7-9-2026", [(date(2026, 9, 7), None, None)]),
        (";Einddatum", ";", [(date(2026, 9, 7), None, None)]),
    ],
)
def test_ranges_of_hours_and_days(read_bytes: Read, header: str, cells: str, expected: Any) -> None:
    result = read_bytes(f"Stamnr;Datum;Code{header}\n1;7-9-2026;ZK{cells}\n")
    assert hours(result) == expected


@pytest.mark.parametrize("last", ["6-9-2026", "9-9-2027", "31-2-2027"])
def test_impossible_ranges_of_days_are_refused(read_bytes: Read, last: str) -> None:
    result = read_bytes(f"Stamnr;Begindatum;Einddatum;Code\n1;7-9-2026;{last};ZK\n")
    assert result.refused.select("row", "column", "value").rows() == [(2, "Einddatum", last)]


def test_present_rows_are_no_absence(read_bytes: Read) -> None:
    result = read_bytes(
        "Stamnr;Datum;Lesuur;Code;Omschrijving\n1;7-9-2026;1;P;Aanwezig\n1;7-9-2026;2;Present;\n1;7-9-2026;3;A;Absent\n"
    )
    assert (result.registrations.height, result.dropped_present, result.rows_read) == (1, 2, 3)


def test_two_registrations_in_one_lesson_both_stay(read_bytes: Read) -> None:
    result = read_bytes("Stamnr;Datum;Lesuur;Code\n1;7-9-2026;1;L\n1;7-9-2026;1;U\n")
    assert result.registrations["code"].to_list() == ["L", "U"]


def test_registrations_show_a_klas_by_the_day(read_bytes: Read) -> None:
    """Two klassen on one day are the later one."""
    rows = "1;9-9-2026;A;H3B;HAVO/3\n1;7-9-2026;A;H3A;HAVO/3\n1;7-9-2026;A;;\n2;7-9-2026;A;H3C;\n2;7-9-2026;A;H3B;\n"
    result = read_bytes("Stamnr;Datum;Code;Klas;Studie\n" + rows)
    columns = ["student_id", "klas", "studie", "leerjaar", "valid_from", "valid_until", "listed"]
    assert result.placements.select(columns).rows() == [
        ("1", "H3A", "HAVO/3", 3, date(2026, 9, 7), None, False),
        ("1", "H3B", "HAVO/3", 3, date(2026, 9, 9), None, False),
        ("2", "H3B", None, None, date(2026, 9, 7), None, False),
    ]


def test_files_without_names_or_klas_bring_no_pupils(read_bytes: Read) -> None:
    result = read_bytes("Stamnr;Datum;Code\n1;7-9-2026;A\n")
    assert result.pupils is None
    assert result.placements is None


def test_free_text_and_teachers_are_not_kept(read_bytes: Read) -> None:
    result = read_bytes("Stamnr;Datum;Code;Docent;Opmerking;BSN;Roepnaam\n1;7-9-2026;A;BRK;geheim;123456782;Zo\n")
    everything = str(result.registrations.rows()) + str(result.pupils.rows())
    assert not any(word in everything for word in ("BRK", "geheim", "123456782"))


MAPPING = {"student_id": "Nummer", "date": "Dag", "hour_from": "Les", "code": "Afk"}


def test_an_explicit_mapping(read_bytes: Read) -> None:
    result = read_bytes("Overzicht\nNummer;Dag;Les;Afk\n1;7-9-2026;2;A\n", mapping=MAPPING)
    assert result.registrations.select("student_id", "hour_from", "code", "row").rows() == [("1", 2, "A", 3)]


def test_a_mapping_to_headers_that_are_not_there(read_bytes: Read) -> None:
    with pytest.raises(InputError, match="'Nummer', 'Dag', 'Les', 'Afk'"):
        read_bytes("Stamnr;Datum;Les;Afk\n1;7-9-2026;2;A\n", mapping=MAPPING)


def test_a_mapping_that_cannot_be_right(read_bytes: Read) -> None:
    with pytest.raises(UsageError, match="kolomkeuze"):
        read_bytes("Nummer;Dag;Les;Afk\n1;7-9-2026;2;A\n", mapping={**MAPPING, "kleur": "Afk"})


def test_one_column_is_pointed_at_and_the_others_are_understood(read_bytes: Read) -> None:
    result = read_bytes("Stamnr;Wanneer;Lesuur;Code\n1;7-9-2026;2;A\n", mapping={"date": "Wanneer"})
    assert hours(result) == [(date(2026, 9, 7), 2, 2)]
    with pytest.raises(InputError, match="'code' ontbreekt") as error:
        read_bytes("Stamnr;Wanneer;Lesuur;Waarom\n1;7-9-2026;2;A\n", mapping={"date": "Wanneer"})
    assert "--column code=KOLOM" in error.value.remedy


@pytest.mark.parametrize(
    "header",
    [
        "terugkomer_id;stamnummer;gebruikte_maatregel;datum;tijd_begin;tijd_eind;gemeld_ok",
        "agendaitem_id;agendaitem_start;agendaitem_einde;lesuurvan;lesuurtm;agendaitem_type",
        "datumvan,ovnr,LesuurBegin,LesuurEind,Reden,TypeOmschrijving",
    ],
)
def test_lists_with_a_reader_of_their_own_are_not_generic(tmp_path: Path, header: str) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text(header + "\n")
    assert not generic.recognise(Source(path))

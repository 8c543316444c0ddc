"""Every kind of bad file or row: refused with the file, the row and what to do, in Dutch."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import InputError, UsageError
from pipelines.readers import read_file

Read = Callable[..., Any]

HEADER = "Stamnr;Datum;Lesuur;Code\n"
GOOD = "101001;07-09-2026;1;A\n"
LIST_HEADER = "verantwoording_id;stamnummer;moment;lesuur;aanwezigheidsreden_code;aanwezigheidsreden_geoorloofd\n"


@pytest.mark.parametrize(
    ("row", "column", "value", "word"),
    [
        ("101001;31-02-2026;1;A", "Datum", "31-02-2026", "datum"),
        ("101001;07-09-1926;1;A", "Datum", "07-09-1926", "datum"),
        ("101001;;1;A", "Datum", None, "geen datum"),
        ("101001;07-09-2026;15;A", "Lesuur", "15", "lesuur"),
        ("101001;07-09-2026;-1;A", "Lesuur", "-1", "lesuur"),
        ("101001;07-09-2026;25;A", "Lesuur", "25", "lesuur"),
        ("101001;07-09-2026;abc;A", "Lesuur", "abc", "lesuur"),
        ("101001;07-09-2026;5-3;A", "Lesuur", "5-3", "voor het eerste"),
        ("101001;07-09-2026;1;", "Code", None, "absentiecode"),
        (";07-09-2026;1;A", "Stamnr", None, "leerlingnummer"),
        ("Jan Jansen;07-09-2026;1;A", "Stamnr", "Jan Jansen", "leerlingnummer"),
        ("101001;07-09-2026;1", None, None, "3 cellen"),
        ("101001;07-09-2026;1;A;x", None, None, "5 cellen"),
    ],
)
def test_a_bad_row_is_refused_and_the_others_are_read(
    read_bytes: Read, row: str, column: str | None, value: str | None, word: str
) -> None:
    result = read_bytes(HEADER + GOOD + row + "\n" + GOOD)
    assert result.registrations.height == 2
    assert result.rows_read == 3
    refused = result.refused.row(0, named=True)
    assert (result.refused.height, refused["row"], refused["value"]) == (1, 3, value)
    assert column is None or refused["column"] == column
    assert word in refused["reason"]
    assert refused["remedy"]


def test_one_bad_row_in_many_keeps_its_row_number(read_bytes: Read) -> None:
    result = read_bytes(HEADER + GOOD * 40_000 + "101001;07-09-2026;99;A\n" + GOOD * 40_000)
    assert result.refused["row"].to_list() == [40_002]
    assert result.registrations.height == 80_000


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is leeg"),
        (b" \r\n", "is leeg"),
        (b"\xef\xbb\xbf", "niet herkend"),
        (b"\x00\x01\x02\x03", "geen tekstbestand"),
        (b"Stamnr;Datum\x81;Lesuur;Code\n", "tekens zijn niet te lezen"),
        (b"\xef\xbb\xbfStamnr;Datum;Lesuur;Code\n1;7-9-2026;1;\xeb\n", "rij 2: het bestand is afgebroken"),
        (b"PK\x03\x04 and then nothing", "geen leesbare Excel"),
        (b'{"Items": [{"Id": 1, "Verantwoordingtype": 1', "JSON-bestand is afgebroken"),
        (b"hallo wereld", "niet herkend"),
        (b'{"items": []}', "niet herkend"),
    ],
)
def test_a_bad_file_is_refused_by_name(read_bytes: Read, data: bytes, what: str) -> None:
    with pytest.raises(InputError) as error:
        read_bytes(data, "slecht.csv")
    assert "slecht.csv" in error.value.what
    assert what in error.value.what
    assert error.value.remedy


@pytest.mark.parametrize(
    ("rest", "row"),
    [("101001;07-09-2026;1", 3), ('101001;07-09-2026;1;"A', 3), (GOOD + '101001;07-09-2026;1;"A\n' + GOOD, 4)],
)
def test_a_file_that_is_cut_off_is_refused_with_the_row(read_bytes: Read, rest: str, row: int) -> None:
    with pytest.raises(InputError, match=f"rij {row}: .*afgebroken"):
        read_bytes(HEADER + GOOD + rest)


@pytest.mark.parametrize(
    ("header", "word", "synonym"),
    [
        ("Stamnr;Lesuur;Code;Datumveld", "'datum'", "begindatum"),
        # The own word is not one that the reader knows: it asks for the number and repeats what it found.
        ("Kind;Datum;Lesuur;Code", "'leerlingnummer' ontbreekt; gevonden zijn 'Kind'", "llnr"),
        ("Stamnr;Datum;Lesuur;Waarom", "'code'", "afkorting"),
    ],
)
def test_a_missing_column_is_named_with_its_synonyms(read_bytes: Read, header: str, word: str, synonym: str) -> None:
    with pytest.raises(InputError) as error:
        read_bytes(header + "\n" + GOOD)
    assert "rij 1" in error.value.what
    assert word in error.value.what
    assert all(f"'{name}'" in error.value.what for name in header.split(";"))
    assert synonym in error.value.remedy


def test_a_missing_column_of_a_fixed_list_is_named(read_bytes: Read) -> None:
    with pytest.raises(InputError, match="kolom 'lesuur' ontbreekt"):
        read_bytes(LIST_HEADER.replace("lesuur;", "") + "1;101001;7-9-2026;A;False\n")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"weg\.csv is niet te openen"):
        read_file(tmp_path / "weg.csv")


def test_an_unknown_kind_names_the_known_ones(samples: Path) -> None:
    with pytest.raises(UsageError, match="magister-absenties"):
        read_file(samples / "generiek_excel_nl.csv", kind="pars")


def test_a_kind_that_the_file_is_not(samples: Path) -> None:
    with pytest.raises(InputError, match="kopregel"):
        read_file(samples / "generiek_excel_nl.csv", kind="magister-verantwoordingen")


@pytest.mark.parametrize("kind", ["magister-absenties", "magister-m6-dag", "magister-browser"])
def test_a_table_read_as_json_is_refused(samples: Path, kind: str) -> None:
    with pytest.raises(InputError):
        read_file(samples / "generiek_excel_nl.csv", kind=kind)


def test_an_unreadable_flag_is_unknown_and_said_aloud(read_bytes: Read) -> None:
    result = read_bytes("Stamnr;Datum;Lesuur;Code;Geoorloofd\n101001;07-09-2026;1;A;misschien\n")
    assert result.registrations["authorised"].to_list() == [None]
    assert "rij 2: 'misschien'" in result.warnings[0]


def test_a_code_that_is_both_authorised_and_not_is_said_aloud(read_bytes: Read) -> None:
    rows = "".join(f"10100{i};07-09-2026;1;AO;{flag}\n" for i, flag in enumerate(["Ja", "Nee", "Nee", ""]))
    result = read_bytes("Stamnr;Datum;Lesuur;Code;Geoorloofd\n" + rows)
    assert "Code AO" in result.warnings[0]
    assert "1 keer als geoorloofd en 2 keer als ongeoorloofd" in result.warnings[0]


def test_impossible_days_in_a_pupil_list_keep_the_pupil(read_bytes: Read) -> None:
    result = read_bytes("STAMNR;FIRSTNAME;LASTNAME;BIRTHDATE;CLASS\n101001;Zo;Meer;31-02-2011;H3A\n")
    assert result.pupils.select("student_id", "birth_date").row(0) == ("101001", None)
    assert "'31-02-2011'" in result.warnings[0]

"""One ground truth through every layout: the same registrations, less what a layout cannot hold."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.errors import InputError
from pipelines.readers import READERS, read_file, recognise
from pipelines.readers.base import (
    CODES,
    FOLLOWUPS,
    LESSONS,
    PLACEMENTS,
    PUPILS,
    REFUSED,
    REGISTRATIONS,
    VACATIONS,
    ReadResult,
)
from pipelines.readers.source import Source

Read = Callable[..., Any]

WHOLE = [
    ("magister_mws_verantwoordingen.csv", "magister-verantwoordingen"),
    ("magister_mws_verantwoordingen2.csv", "magister-verantwoordingen-2"),
    ("generiek_excel_nl.csv", "generiek"),
    ("generiek_excel_nl_titelregels.xlsx", "generiek"),
]
PART = [
    ("generiek_excel_nl_mangled.csv", "generiek", pl.col("student_id") != "101007"),
    ("magister_absenties_101005.json", "magister-absenties", pl.col("student_id") == "101005"),
    ("magister_absenties_101008.json", "magister-absenties", pl.col("student_id") == "101008"),
    ("magister_m6_verantwoordingen_101001.json", "magister-m6-leerling", pl.col("student_id") == "101001"),
]
KINDS = {
    "eduarte_absentiemeldingen_9veld.csv": "eduarte-absentiemeldingen",
    "eduarte_waarnemingen_10veld.csv": "eduarte-waarnemingen",
    "pars_absentie.csv": "pars-absentie",
    "somtoday_absentiemeldingen.json": "somtoday-absentiemeldingen",
    "somtoday_registratieoverzicht_101008.json": "somtoday-registratieoverzicht",
    "somtoday_waarnemingen.json": "somtoday-waarnemingen",
    "zermelo_appointments.json": "zermelo-afspraken",
    "zermelo_holidays.json": "zermelo-vakanties",
    "agenda_vakanties.ics": "agenda",
}


@pytest.mark.parametrize(("name", "kind"), WHOLE)
def test_every_whole_layout_gives_the_truth(
    read_sample: Read, truth: pl.DataFrame, slots: Read, name: str, kind: str
) -> None:
    result = read_sample(name)
    assert result.kind == kind
    assert result.whole_school
    assert slots(result).equals(truth)
    assert (result.refused.height, result.rows_read, result.dropped_present) == (0, 137, 0)


@pytest.mark.parametrize(("name", "kind", "part"), PART)
def test_every_partial_layout_gives_its_part(
    read_sample: Read, truth: pl.DataFrame, slots: Read, name: str, kind: str, part: pl.Expr
) -> None:
    result = read_sample(name)
    assert result.kind == kind
    assert slots(result).equals(truth.filter(part))
    assert result.refused.height == 0


def test_counts_per_code_are_those_expected(read_sample: Read, samples: Path) -> None:
    expected = json.loads((samples / "truth_expected.json").read_text())["pupils"]
    rows = read_sample("magister_mws_verantwoordingen2.csv").registrations
    for student, facts in expected.items():
        counts = rows.filter(pl.col("student_id") == student)["code"].value_counts()
        assert dict(counts.rows()) == facts["codes"]


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_every_other_source_is_recognised_by_its_own_reader(samples: Path, name: str, kind: str) -> None:
    assert recognise(Source(samples / name)).kind == kind


def test_no_two_readers_claim_one_sample(samples: Path) -> None:
    """The generic importers, which come last, may read a list that has a reader of its own."""
    for path in sorted(samples.glob("*.*")):
        taken = [reader.kind for reader in READERS if reader.recognise(Source(path))]
        assert len([kind for kind in taken if kind not in ("generiek", "leerlingenlijst")]) <= 1, path.name


def test_another_document_is_not_mistaken_for_a_known_one(samples: Path) -> None:
    with pytest.raises(InputError, match="niet herkend") as error:
        recognise(Source(samples / "truth_expected.json"))
    assert "truth_expected.json" in error.value.what
    assert "Verantwoordingen" in error.value.remedy


def test_totals_are_refused_with_the_list_to_use_instead(samples: Path) -> None:
    with pytest.raises(InputError, match=r"totaaloverzicht_verzuim\.csv: dit is een totaaloverzicht") as error:
        recognise(Source(samples / "totaaloverzicht_verzuim.csv"))
    assert "Verantwoordingen" in error.value.remedy


def test_frames_have_the_canonical_columns_and_types(samples: Path) -> None:
    schemas = {
        "registrations": REGISTRATIONS,
        "pupils": PUPILS,
        "placements": PLACEMENTS,
        "codes": CODES,
        "lessons": LESSONS,
        "vacations": VACATIONS,
        "followups": FOLLOWUPS,
    }
    for path in sorted(samples.glob("*.*")):
        try:
            result = read_file(path)
        except InputError:
            continue
        assert dict(result.refused.schema) == REFUSED
        for name, schema in schemas.items():
            frame = getattr(result, name)
            assert frame is None or dict(frame.schema) == schema


def test_both_magister_lists_name_a_registration_alike(read_sample: Read) -> None:
    first, second = (
        read_sample(f"magister_mws_verantwoordingen{suffix}.csv").registrations.sort("source_id")
        for suffix in ("", "2")
    )
    assert first["source_id"].equals(second["source_id"])
    assert first["source_id"][0] == "magister:700000"


def test_flags_subject_kind_and_entry_day_are_kept(read_sample: Read) -> None:
    listed = read_sample("magister_mws_verantwoordingen.csv").registrations.row(0, named=True)
    assert listed["authorised"] is False
    assert str(listed["entered_on"]) == "2026-09-07"
    app = read_sample("magister_absenties_101005.json").registrations.row(0, named=True)
    assert (app["source_id"], app["kind"], app["subject"]) == ("magister-absentie:1064", "te_laat", "ne")
    generic = read_sample("generiek_excel_nl.csv").registrations.row(0, named=True)
    assert (generic["source_id"], generic["subject"], generic["klas"]) == (None, "ne", "H3A")


def test_present_rows_are_dropped_and_counted(read_sample: Read) -> None:
    result = read_sample("magister_m6_verantwoordingen_101001.json")
    assert (result.rows_read, result.dropped_present) == (17, 1)


def test_row_numbers_are_those_of_a_spreadsheet(read_sample: Read) -> None:
    rows = read_sample("generiek_excel_nl_titelregels.xlsx").registrations["row"]
    assert (rows[0], rows[-1]) == (5, 141)
    rows = read_sample("magister_mws_verantwoordingen.csv").registrations["row"]
    assert rows.to_list() == list(range(2, 139))  # quoted line breaks start no new row


def test_pupil_list_with_its_header_twice(read_sample: Read) -> None:
    result = read_sample("magister_mws_leerlingen_header_twice.csv")
    assert (result.rows_read, result.pupils.height) == (9, 9)
    assert result.pupils.row(6, named=True) == {
        "student_id": "101007",
        "leerling_id": "5006",
        "roepnaam": "Fenna",
        "tussenvoegsel": None,
        "achternaam": "Bakker; zie opm.",
        "birth_date": None,
        "row": 9,
    }
    assert result.placements.select("klas", "studie", "leerjaar").row(0) == ("H3A", "HAVO/3", 3)
    assert any("'?'" in warning for warning in result.warnings)


def test_reason_table(read_sample: Read) -> None:
    codes = read_sample("magister_mws_absentieredenen.csv").codes
    assert codes.select("code", "kind", "authorised", "luxeverzuim").rows()[:4] == [
        ("A", "absent", False, False),
        ("L", "te_laat", False, False),
        ("ZK", "ziek", True, False),
        ("U", "uitgestuurd", False, False),
    ]
    assert codes["description"][1] == "Te laat"


@pytest.mark.parametrize("name", ["somtoday_absentiemeldingen.json", "somtoday_waarnemingen.json"])
def test_somtoday_says_what_was_handled(samples: Path, read_bytes: Callable[..., ReadResult], name: str) -> None:
    text = (samples / name).read_text(encoding="utf-8")
    for written, handled in (('"afgehandeld": false', False), ('"afgehandeld": true', True), ('"klaar": 1', None)):
        found = read_bytes(text.replace('"afgehandeld": false', written), name).registrations
        assert found is not None
        assert found["handled"].unique().to_list() == [handled]


def test_eduarte_says_what_was_handled_of_a_lesson(read_sample: Callable[[str], ReadResult]) -> None:
    for name, handled in (("eduarte_waarnemingen_10veld.csv", False), ("eduarte_absentiemeldingen_9veld.csv", None)):
        found = read_sample(name).registrations
        assert found is not None
        assert found["handled"].unique().to_list() == [handled]

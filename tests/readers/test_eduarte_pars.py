"""Eduarte's rows without a header and PARS's half lessons: what they hold, and what they cannot hold."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.errors import InputError
from pipelines.readers.eduarte import WITHOUT_REASON

Read = Callable[..., Any]

NINE = "101001;20260907;08:15;20260907;10:30;1;3;ao;\n"
TEN = "101001;20260907;08:15;20260907;09:00;1;1;NE;Afwezig;N\n"
PARS = "datumvan,tijdVan2,tijdTot2,ovnr,DeelnemerNaam,Groepnaam,LesuurBegin,LesuurEind,Reden,TypeOmschrijving\n"
HOURS = ["date", "hour_from", "hour_to"]


def test_nine_fields_give_the_same_as_the_meldingen_of_somtoday(read_sample: Read, slots: Read) -> None:
    result = read_sample("eduarte_absentiemeldingen_9veld.csv")
    assert slots(result).equals(slots(read_sample("somtoday_absentiemeldingen.json")))
    assert (result.rows_read, result.refused.height, result.whole_school) == (36, 0, True)
    assert result.registrations.select("row").to_series().to_list()[:3] == [1, 2, 3]


def test_ten_fields_hold_the_absent_hours_and_no_reasons(read_sample: Read, truth: pl.DataFrame) -> None:
    """Late and sent out are 'Aanwezig' there, and homework and material are not in it at all."""
    result = read_sample("eduarte_waarnemingen_10veld.csv")
    absent = truth.filter(pl.col("code").is_in(["A", "ZK", "D", "ON"])).drop("code")
    assert result.registrations.select(absent.columns).sort(absent.columns).equals(absent.sort(absent.columns))
    assert result.registrations.select("code", "kind", "authorised", "subject").unique().rows() == [
        (WITHOUT_REASON, "absent", None, "ne")
    ]
    assert (result.rows_read, result.dropped_present, result.refused.height) == (135, 10, 0)
    assert "noemt geen redenen" in result.warnings[0]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_eduarte_in_every_dialect(read_bytes: Read, end: str, mark: str, delimiter: str) -> None:
    text = (NINE * 3).replace("\n", end).replace(";", delimiter)
    result = read_bytes(text.encode(mark))
    assert result.kind == "eduarte-absentiemeldingen"
    assert result.registrations.select(HOURS).rows() == [(date(2026, 9, 7), 1, 3)] * 3


def test_eduarte_rows_wholly_inside_quotes_and_after_an_empty_line(read_bytes: Read) -> None:
    result = read_bytes("\r\n" + f'"{NINE.strip()}"\r\n' * 3)
    assert result.registrations.select("hour_to", "row").rows() == [(3, 2), (3, 3), (3, 4)]


def test_float_numbers_in_eduarte(read_bytes: Read) -> None:
    result = read_bytes(NINE + "101001.0;20260908.0;08:15;20260908.0;10:30;1.0;3.0;ao;\n")
    assert result.registrations["student_id"].to_list() == ["101001", "101001"]
    assert result.registrations["date"][1] == date(2026, 9, 8)


@pytest.mark.parametrize(
    ("good", "bad", "column"),
    [
        (NINE, NINE.replace("20260907", "20260931", 1), "begindatum"),
        (NINE, NINE.replace(";1;3;", ";1;15;"), "eindlesuur"),
        (NINE, NINE.replace("ao", ""), "reden"),
        (NINE, NINE.replace("101001", ""), "deelnemernummer"),
        (NINE, NINE.replace(";1;3;", ";;;"), "begindatum"),
        (TEN, TEN.replace("Afwezig", "Misschien"), "aanwezig"),
        (TEN, TEN.replace("Afwezig", ""), "aanwezig"),
    ],
)
def test_a_bad_eduarte_row_is_refused(read_bytes: Read, good: str, bad: str, column: str) -> None:
    # The times of the row without hours are in no other row.
    bad = bad.replace("08:15", "11:11") if ";;;" in bad else bad
    result = read_bytes(good + bad + good)
    assert result.registrations.height == 2
    assert result.refused.select("row", "column").rows() == [(2, column)]


def test_an_eduarte_file_cut_off_is_refused_with_its_row(read_bytes: Read) -> None:
    with pytest.raises(InputError, match=r"rij 3: .*afgebroken"):
        read_bytes(NINE * 2 + NINE[:20])


def test_an_eduarte_kind_on_another_file(read_bytes: Read) -> None:
    with pytest.raises(InputError, match="geen Eduarte-bestand met 10 velden"):
        read_bytes(NINE, kind="eduarte-waarnemingen")


def test_remarks_of_eduarte_are_not_kept(read_bytes: Read) -> None:
    assert "geheim" not in str(read_bytes(NINE[:-1] + "geheim\n").registrations.rows())


def test_pars_gives_the_truth_in_words(read_sample: Read, samples: Any) -> None:
    """Sent out, material and homework are not in a PARS list."""
    events = pl.read_csv(samples / "truth_events.csv", schema_overrides={"stamnummer": pl.String})
    expected = events.filter(~pl.col("code").is_in(["U", "B", "H"])).select(
        pl.col("stamnummer").alias("student_id"), pl.col("datum").str.to_date().alias("date"), "lesuur", code="soort"
    )
    result = read_sample("pars_absentie.csv")
    found = result.registrations.select("student_id", "date", pl.col("hour_from").alias("lesuur"), "code")
    assert found.sort(found.columns).equals(expected.sort(expected.columns))
    assert result.registrations["hour_from"].equals(result.registrations["hour_to"], check_names=False)
    kinds = dict(result.registrations.select("code", "kind").unique().rows())
    assert kinds["Dokter/tandarts"] == "absent"
    assert (kinds["Ziek"], kinds["Te laat geoorloofd"]) == ("ziek", "te_laat")
    assert result.registrations["authorised"].null_count() == 133
    assert dict(result.placements.select("student_id", "klas").rows())["101006"] == "V4A"


@pytest.mark.parametrize(
    ("halves", "expected"),
    [("1,2", (1, 1)), ("1,4", (1, 2)), ("2,2", (1, 1)), ("2,3", (1, 2)), ("15,16", (8, 8)), ("27,28", (14, 14))],
)
def test_half_lessons_become_lessons(read_bytes: Read, halves: str, expected: tuple[int, int]) -> None:
    row = f"07-09-2026,08-15,09:00,101001,Naam,H3A,{halves},Ziek,Ziek\n"
    assert read_bytes(PARS + row).registrations.select("hour_from", "hour_to").rows() == [expected]


@pytest.mark.parametrize("halves", ["0,2", "1,29", "29,30", "x,2", "5,2"])
def test_impossible_half_lessons_are_refused(read_bytes: Read, halves: str) -> None:
    row = "07-09-2026,08-15,09:00,101001,Naam,H3A,{},Ziek,Ziek\n"
    result = read_bytes(PARS + row.format("1,2") + row.format(halves))
    assert result.refused["row"].to_list() == [3]


def test_a_bad_time_in_pars_does_not_matter_when_the_hour_is_known(read_bytes: Read) -> None:
    result = read_bytes(PARS + "07-09-2026,vroeg,laat,101001,Naam,H3A,1,2,Ziek,Ziek\n")
    assert result.registrations.select(HOURS).rows() == [(date(2026, 9, 7), 1, 1)]


def test_names_in_pars_are_not_split_by_guessing(read_sample: Read) -> None:
    assert read_sample("pars_absentie.csv").pupils["achternaam"].null_count() == 8

"""A report in DUO's terms: what is in it, and that nothing authorised ever is."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard import pdf
from dashboard.app_pages.leerplicht import duo
from pipelines.questions.duo import report_days
from protocols.load import load_categories
from tests.pipelines.histories import SCOPE, YEAR, Registration, make_snapshot, spread

ROW: dict[str, Any] = {
    "school": "s",
    "student_id": "0101",
    "kind": "relatief",
    "report_number": 2,
    "begin_date": YEAR[0],
    "end_date": YEAR[2],
    "reached_on": YEAR[2],
    "due_on": YEAR[7],
    "working_days_left": 5,
    "age": 16,
    "duty": True,
    "name": "Noor Veld",
    "sort_name": "Veld, Noor",
    "birth_date": date(2010, 3, 9),
    "klas": "H4a",
}
DAY: dict[str, Any] = {
    "student_id": "0101",
    "kind": "relatief",
    "end_date": YEAR[2],
    "date": YEAR[0],
    "hours": 5.0,
    "late_hours": 0.0,
    "missed_lessons": 5.0,
    "unknown_lessons": 0.0,
    "lessons": 7,
}


def days(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([DAY | row for row in rows], schema_overrides={"lessons": pl.Int64}, infer_schema_length=None)


def form(frame: pl.DataFrame, **more: Any) -> dict[str, Any]:
    return duo.form(ROW | more, frame, "De School", "kgc-2021", "Hele school")


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_the_form_holds_what_duo_asks() -> None:
    found = form(days({}, {"date": YEAR[2], "missed_lessons": 7.0, "hours": 7.0}))
    assert (found["naam"], found["nummer"], found["klas"], found["geboren"]) == (
        "Noor Veld",
        "0101",
        "H4a",
        "09-03-2010",
    )
    assert (found["begin"], found["einde"]) == ("31-08-2026", "02-09-2026")
    assert found["uiterlijk"] == "onverwijld (Onderwijsinspectie: binnen 5 werkdagen): 09-09-2026"
    assert "www.onderwijsinspectie.nl/onderwerpen/registreren-en-melden-van-ongeoorloofd-verzuim" in found["bron"]
    assert (found["soort"], found["omvang"]) == (duo.KINDS["relatief"], "2 dagen, 12 lesuren ongeoorloofd")
    assert [(line["dag"], line["uren"], line["alles"]) for line in found["dagen"]] == [
        ("ma 31 aug 2026", "5", "nee"),
        ("wo 2 sep 2026", "7", "ja"),
    ]
    assert found["opmerkingen"] == []


@pytest.mark.parametrize(
    ("missed", "lessons", "all_"), [(6, 7, "nee"), (7, 7, "ja"), (8, 7, "ja"), (7, None, "niet bekend")]
)
def test_whether_all_lessons_were_missed(missed: int, lessons: int | None, all_: str) -> None:
    frame = days({"missed_lessons": float(missed), "lessons": lessons})
    assert [line["alles"] for line in form(frame)["dagen"]] == [all_]
    assert [row["Alle lessen verzuimd"] for row in read(duo.csv([ROW], frame, "De School"))] == [all_]


def test_provisional_late_and_adult_are_said() -> None:
    frame = days({"unknown_lessons": 1.0}, {"date": YEAR[1], "hours": 1.0, "late_hours": 1.0, "missed_lessons": 0.0})
    found = form(frame, age=18, duty=False)
    assert found["voorlopig"]
    assert [line["onbekend"] for line in found["dagen"]] == ["1", ""]
    told = " ".join(found["opmerkingen"])
    assert all(word in told for word in ("1 lesuur is voorlopig", "1 uur voor te laat", "6 uur", "niet verplicht"))


UNKNOWN = "verplicht zonder startkwalificatie; die weet dit programma niet"
# kind | age | duty | what the form says | what the file says
DUTIES = [
    ("relatief", 17, True, "", "ja"),
    ("relatief", 18, False, "De leerling is 18 jaar of ouder: niet verplicht", "nee"),
    ("maand", 17, True, "", "ja"),
    ("maand", 18, False, f"De leerling is 18 jaar of ouder: {UNKNOWN}.", UNKNOWN),
    ("maand", 22, False, f"De leerling is 18 jaar of ouder: {UNKNOWN}.", UNKNOWN),
    ("maand", 23, False, f"De leerling is 18 jaar of ouder: alleen tot 23 jaar {UNKNOWN}.", UNKNOWN),
    ("luxe", 18, False, "De leerling is 18 jaar of ouder: niet verplicht", "nee"),
]


@pytest.mark.parametrize(("kind", "age", "duty", "told", "filed"), DUTIES)
def test_whether_a_report_is_a_duty(kind: str, age: int, duty: bool, told: str, filed: str) -> None:
    row = {"kind": kind, "age": age, "duty": duty}
    notes = form(days({"kind": kind}), **row)["opmerkingen"]
    assert [note for note in notes if "jaar" in note] == [note for note in notes if told and note.startswith(told)]
    assert bool(notes) == bool(told)
    assert kind != "maand" or not any("niet verplicht" in note for note in notes)
    (line,) = read(duo.csv([ROW | row], days({"kind": kind}), "De School"))
    assert line["Meldplicht"] == filed


def test_luxe_is_at_once_and_has_no_term() -> None:
    found = form(days({"kind": "luxe"}), kind="luxe")
    assert (found["uiterlijk"], found["bron"]) == ("meteen", "")


@pytest.mark.parametrize(("many", "lines"), [(1, 1), (19, 19), (20, 20), (21, 5), (50, 10), (100, 20)])
def test_the_form_is_one_tagged_page(many: int, lines: int) -> None:
    """Twenty days fit; more of them become weeks."""
    found = form(days(*({"date": day, "unknown_lessons": 1.0, "late_hours": 1.0} for day in YEAR[:many])))
    assert len(found["dagen"]) == lines
    printed = pdf.printed("leerplicht/duo_melding.typ", found)
    assert b"/Type/Pages/Count 1/" in printed
    assert b"/MarkInfo" in printed


def test_the_csv_opens_in_a_dutch_spreadsheet() -> None:
    data = duo.csv([ROW], days({"missed_lessons": 2.5, "hours": 2.5}), "De School")
    assert data.startswith(b"\xef\xbb\xbfSchool;")
    (row,) = read(data)
    assert (row["Leerlingnummer"], row["Begindatum"], row["Lesuren"]) == ("0101", "31-08-2026", "2,5")
    assert row["Dagen en lesuren"] == "31-08-2026: 2,5"
    assert list(row) == list(duo.CSV_COLUMNS)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "＝1"])
def test_a_name_is_never_a_formula(name: str) -> None:
    (row,) = read(duo.csv([ROW | {"name": name}], days({}), "De School"))
    assert row["Naam"] == f"'{name}"


def test_nothing_due_is_a_file_with_only_a_header() -> None:
    assert read(duo.csv([], days({}), "De School")) == []


@pytest.mark.parametrize("protocol", ["kgc-2021", "cgu-2024", "leerlingenbureau-2020"])
def test_no_authorised_hour_is_in_any_export(tmp_path: Path, protocol: str) -> None:
    """A pupil with every authorised category, in as many hours as nothing else has, on the days of the report."""
    categories = load_categories()
    authorised = categories.filter(pl.col("authorised"))["category"].to_list()
    assert {"ziek", "ziek_naar_huis", "verlof", "schorsing"} <= set(authorised)
    words = [*categories.filter(pl.col("authorised"))["label"].to_list(), *authorised, "ziek"]
    rows = spread("a", "weg", 16, hours=4)
    for place, category in enumerate(c for c in authorised if c != "betermelding"):
        rows += [Registration("a", day, 5 + (place + n) % 6, category) for day in YEAR[:4] for n in range(3)]
    snapshot = make_snapshot(tmp_path, rows, protocol=protocol, until=YEAR[10])
    found, daily = duo.reports_of(report_days(snapshot, SCOPE, YEAR[10])), report_days(snapshot, SCOPE, YEAR[10])
    exported = found.filter(kind="relatief").to_dicts()
    values = duo.form(exported[0], daily, "De School", protocol, "Hele school")
    (line,) = read(duo.csv(exported, daily, "De School"))
    assert (line["Dagen"], line["Lesuren"]) == ("4", "16")
    assert [day["uren"] for day in values["dagen"]] == ["4"] * 4
    for text in (str(values).lower(), str(line).lower()):
        assert [word for word in words if word.lower() in text] == []

"""What is written for a spreadsheet: no cell begins like a formula, and numbers stay numbers."""

import csv
import io
from datetime import date

import polars as pl
import pytest

from dashboard.commands.output import print_rows
from dashboard.export import workbook
from dashboard.harmless import harmless
from dashboard.listing import Listing, Pick

# What stands in the data | what is written
CELLS = [
    ("=1+1", "'=1+1"),
    ("+31", "'+31"),
    ("-x", "'-x"),
    ("-", "'-"),
    ("-5,5", "'-5,5"),
    ("@som", "'@som"),
    ("\tx", "'\tx"),
    ("\rx", "'\rx"),
    ("\nx", "'\nx"),
    (" =1", "' =1"),
    ("\ufeff=1", "'\ufeff=1"),
    ("＝1", "'＝1"),
    ("|cmd", "'|cmd"),
    ("-5", "-5"),
    ("-5.25", "-5.25"),
    ("gewoon", "gewoon"),
    ("a=b", "a=b"),
    ("H4-a", "H4-a"),
    ("'s-Gravenhage", "'s-Gravenhage"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "written"), CELLS)
def test_no_cell_begins_like_a_formula(text: str, written: str, capsys: pytest.CaptureFixture[str]) -> None:
    frame = pl.DataFrame({"klas": [text], "value": [-2.5], "count": [-1], "day": [date(2026, 9, 7)]})
    print_rows(frame, "csv")
    head, row = csv.reader(io.StringIO(capsys.readouterr().out, newline=""))
    assert head == ["klas", "value", "count", "day"]
    assert row == [written, "-2.5", "-1", "2026-09-07"]


def test_only_csv_is_changed(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(pl.DataFrame({"klas": ["=1"]}), "json")
    assert '"=1"' in capsys.readouterr().out


def test_what_is_not_there_stays_not_there() -> None:
    frame = pl.DataFrame({"a": [None, "=1"], "b": [1, None]}, schema={"a": pl.String, "b": pl.Int64})
    assert harmless(frame).rows() == [(None, 1), ("'=1", None)]
    assert harmless(pl.DataFrame({"b": [1]})).rows() == [(1,)]


def test_a_workbook_keeps_text_as_text() -> None:
    import fastexcel

    frame = pl.DataFrame({"nummer": ["1"], "Naam": ["=1+1"], "Klas": ["@x"]})
    data = workbook(Listing(Pick("proef", ()), "=titel", frame, "leeg"), "=gekozen")
    sheet = fastexcel.read_excel(data).load_sheet(0, header_row=None).to_polars()
    assert [text for row in sheet.rows() for text in row if text][:2] == ["=titel", "=gekozen"]
    assert {"=1+1", "@x"} <= {text for row in sheet.rows() for text in row}
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b"<f>" not in b"".join(book.read(name) for name in book.namelist())

"""Text to values, as tables of what schools write and what it means."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.readers import values
from pipelines.readers.hour_cells import hour_cell


def one(expression: pl.Expr, text: str | None) -> object:
    return pl.DataFrame({"text": [text]}, schema={"text": pl.String}).select(expression).item()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7-9-2026", date(2026, 9, 7)),
        ("07-09-2026", date(2026, 9, 7)),
        (" 7-9-2026 0:00 ", date(2026, 9, 7)),
        ("7-9-2026 16:02:11", date(2026, 9, 7)),
        ("7/9/2026", date(2026, 9, 7)),
        ("2026-09-07", date(2026, 9, 7)),
        ("2026-09-07 08:15:00", date(2026, 9, 7)),
        ("2026-09-07T08:15:00.000", date(2026, 9, 7)),
        ("46272", date(2026, 9, 7)),
        ("46272.5", date(2026, 9, 7)),
        ("29-2-2028", date(2028, 2, 29)),
        # Local midnight in UTC: the day after, in summer and in winter time, around both changes.
        ("2026-08-18T22:00:00.0000000Z", date(2026, 8, 19)),
        ("2026-10-24T21:59:59Z", date(2026, 10, 24)),
        ("2026-10-24T22:00:00Z", date(2026, 10, 25)),
        ("2026-10-25T22:59:59Z", date(2026, 10, 25)),
        ("2026-10-25T23:00:00Z", date(2026, 10, 26)),
        ("2026-03-28T23:00:00Z", date(2026, 3, 29)),
        ("2026-03-29T22:00:00Z", date(2026, 3, 30)),
        ("2026-09-07T00:30:00+02:00", date(2026, 9, 7)),
        ("29-2-2026", None),
        ("31-11-2026", None),
        ("0-9-2026", None),
        ("7-13-2026", None),
        ("7-9-26", date(2026, 9, 7)),
        ("07-09-26", date(2026, 9, 7)),
        ("46272,34375", date(2026, 9, 7)),
        ("ma 7-9-2026", date(2026, 9, 7)),
        ("maandag 7 september 2026", date(2026, 9, 7)),
        ("7 sep 2026", date(2026, 9, 7)),
        ("7-sep-26", date(2026, 9, 7)),
        ("7 sep. 2026", date(2026, 9, 7)),
        ("20260907", date(2026, 9, 7)),
        ("07.09.2026", date(2026, 9, 7)),
        ("07-09-2026 8.15", date(2026, 9, 7)),
        ("07-09-2026 08:15 uur", date(2026, 9, 7)),
        ("'07-09-2026", date(2026, 9, 7)),
        ("7 sepia 2026", None),
        ("07-09", None),
        ("20261307", None),
        ("gisteren", None),
        ("7-9-2026 en 8-9-2026", None),
        ("", None),
        (None, None),
    ],
)
def test_day(text: str | None, expected: Any) -> None:
    assert one(values.day(pl.col("text")), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("1", 1),
        ("14", 14),
        ("15", None),
        ("25", None),
        ("-1", None),
        ("3.0", 3),
        (" 3 ", 3),
        ("3.5", None),
        ("abc", None),
        ("", None),
        (None, None),
    ],
)
def test_hour(text: str | None, expected: Any) -> None:
    assert one(values.hour(pl.col("text")), text) == expected


@pytest.mark.parametrize("text", ["True", "TRUE", "1", "J", "ja", "Ja ", "WAAR"])
def test_true(text: str | None) -> None:
    assert one(values.boolean(pl.col("text")), text) is True


@pytest.mark.parametrize("text", ["False", "0", "N", "nee", "ONWAAR", "0.0"])
def test_false(text: str | None) -> None:
    assert one(values.boolean(pl.col("text")), text) is False


@pytest.mark.parametrize("text", ["", " ", None, "misschien", "2"])
def test_neither(text: str | None) -> None:
    assert one(values.boolean(pl.col("text")), text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("248109.0", "248109"),
        ("248109", "248109"),
        ("007", "007"),
        ("248109,00", "248109"),
        ("a.0", "a.0"),
        ("'020101", "020101"),
        ('="020103"', "020103"),
        ("nan", None),
        ("0", None),
        ("#N/A", None),
    ],
)
def test_number_text(text: str | None, expected: Any) -> None:
    assert one(values.number_text(pl.col("text")), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("HAVO/3", 3), ("3", 3), ("3.0", 3), ("VMBO-TL 4", 4), ("leerjaar 1", 1), ("HAVO", None), ("VWO/7", None)],
)
def test_leerjaar(text: str | None, expected: Any) -> None:
    assert one(values.leerjaar(pl.col("text")), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", "3-3"),
        ("3-5", "3-5"),
        ("3 t/m 5", "3-5"),
        ("3 tm 5", "3-5"),
        ("3 tot en met 5", "3-5"),
        ("1,2,5", "1-2 5-5"),
        ("1, 2 en 5", "1-2 5-5"),
        ("1+2", "1-2"),
        ("u3", "3-3"),
        ("3e uur", "3-3"),
        ("lesuur 3", "3-3"),
        ("1,0", "1-1"),
        ("0-14", "0-14"),
        ("0-15", ""),
        ("-1", ""),
        ("1 tot 3", ""),
        ("1/3", ""),
        ("ochtend", ""),
        ("III", ""),
        ("hele dag", "dag"),
        ("5-3", "terug"),
        ("08:30", "van 08:30"),
        ("8.30-9.20", "van 8.30 tot 9.20"),
    ],
)
def test_the_cell_of_a_lesson_hour(text: str, expected: str) -> None:
    cell = hour_cell(text)
    said = [f"{first}-{last}" for first, last in cell.spans]
    said += ["dag"] * cell.whole + ["terug"] * cell.backwards
    said += [f"van {cell.begin}" + (f" tot {cell.end}" if cell.end else "")] if cell.begin else []
    assert " ".join(said) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12-04-10", date(2010, 4, 12)),
        ("30-01-09", date(2009, 1, 30)),
        ("12-04-99", date(1999, 4, 12)),
        ("12-04-2010", date(2010, 4, 12)),
        ("12-04-1949", None),
    ],
)
def test_birth_day(text: str, expected: Any) -> None:
    assert one(values.birth_day(pl.col("text")), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-09-07T08:15:00.000+02:00", 495),
        ("2026-09-07T06:15:00Z", 495),
        ("2026-10-26T07:15:00Z", 495),
        ("2026-09-07T08:15:00", 495),
        ("2026-09-07 8:15", 495),
        ("7-9-2026 23:59:59", 1439),
        ("2026-09-07 24:00", None),
        ("2026-09-07", None),
        ("08:15", None),
        (None, None),
    ],
)
def test_minute(text: str | None, expected: Any) -> None:
    assert one(values.minute(pl.col("text")), text) == expected

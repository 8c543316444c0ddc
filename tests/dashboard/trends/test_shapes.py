"""Lesson hours of the week and subjects: rates where the timetable tells, else counts, and what chance leaves."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from dashboard.app_pages.trends import charts
from dashboard.app_pages.trends.shapes import heat, pupils, subjects, together, together_days
from dashboard.colours import LEVEL_COLOURS
from tests.pipelines.histories import rows_of

NUMBERS = {"parts_year_look": 0.1, "parts_year_signal": 0.005}
SCHEMA: dict[str, Any] = dict.fromkeys(("missed_hours", "registered", "timetabled_hours"), pl.Int64)
JUDGED: dict[str, Any] = {"rate": pl.Float64, "expected": pl.Float64, "verdict": pl.String, "value": pl.Float64}
NO_CELLS = pl.DataFrame(schema={"iso_weekday": pl.Int64, "lesson_hour": pl.Int64} | JUDGED)
NO_SUBJECTS = pl.DataFrame(schema={"subject": pl.String} | JUDGED)


def slots(rows: Sequence[tuple[int | None, ...]]) -> pl.DataFrame:
    """Weekday, lesson hour, missed hours, pupils and hours with a timetable."""
    return pl.DataFrame(rows, schema={"iso_weekday": pl.Int64, "lesson_hour": pl.Int64} | SCHEMA, orient="row")


def cells(rows: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
    """Weekday, lesson hour, rate, expected rate and verdict; what was compared is the rate, but for a tenth less."""
    compared = [(*row, round(0.9 * row[2], 4)) for row in rows]
    return pl.DataFrame(compared, schema=NO_CELLS.schema, orient="row")


def of_subjects(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Subject, missed hours, pupils and hours with a timetable."""
    return pl.DataFrame(rows, schema={"subject": pl.String} | SCHEMA, orient="row")


def test_without_a_timetable_the_cells_are_counts_on_a_whole_grid() -> None:
    found = heat(slots([(1, 2, 30, 12, 0), (5, 1, 4, 4, 0)]), NO_CELLS, NUMBERS)
    assert found.unit == "lesuren"
    assert found.sentence.startswith("Zonder rooster is dit een telling")
    assert found.frame.height == 10
    assert rows_of(
        found.frame.filter(pl.col("missed_hours") > 0), "day", "lesson_hour", "text", "registered", "key"
    ) == [("maandag", 2, "30", 12, "1~2"), ("vrijdag", 1, "4", 4, "5~1")]
    assert set(found.frame["verdict"]) == {"geen: alleen een telling"}
    assert found.judged.is_empty()


def test_with_a_timetable_the_cells_are_rates_and_a_signal_has_a_triangle() -> None:
    rows = [(1, 1, 120, 90, 120), (1, 2, 50, 40, 50), (1, 3, 60, 40, 60), (2, 1, 5, 5, 5)]
    told = [
        (1, 1, 12.0, 5.5, "signaal"),
        (1, 2, 5.0, 5.0, "gewoon"),
        (1, 3, 6.0, 5.0, "kijk"),
        (2, 1, 0.5, 5.0, "signaal"),
        (2, 2, 0.0, 1.0, None),
    ]
    found = heat(slots(rows), cells(told), NUMBERS)
    assert found.unit == "per 100 lessen"
    assert found.frame["value"].to_list() == [12.0, 5.0, 6.0, 0.5, 0.0]
    assert found.frame["text"].to_list() == ["12,0 ▲", "5,0", "6,0", "0,5 ▼", "0,0"]
    assert found.frame["verdict"].to_list() == ["signaal", "gewoon", "kijk", "signaal", "te weinig gegevens"]
    # A lesson hour in which nobody was registered is there as well.
    assert rows_of(found.frame, "missed_hours", "registered")[-1] == (0, 0)
    assert found.sentence == (
        "Signaal: maandag 1e uur (10,80, verwacht 5,50) en dinsdag 1e uur (0,45, verwacht 5,00). "
        "Kijk: maandag 3e uur (5,40, verwacht 5,00). Vergeleken: 4 lesuren. Wie een schooljaar lang elke week kijkt, ziet "
        "ook zonder oorzaak in hooguit 3 van de 10 jaren een keer kijk en bijna nooit signaal."
    )
    assert rows_of(found.judged, "part", "value", "verdict", "expected")[0] == ("maandag 1e uur", 10.8, "signaal", 5.5)


def test_days_without_a_timetable_do_not_count_in_the_rate() -> None:
    told = [(1, 1, 3.0, 3.0, "gewoon"), (1, 2, 3.0, 3.0, "gewoon")]
    found = heat(slots([(1, 1, 90, 9, 30), (1, 2, 30, 9, 30), (1, 9, 3, 3, 0)]), cells(told), NUMBERS)
    assert found.frame["value"].to_list() == [3.0, 3.0, None]
    assert found.frame["missed_hours"].to_list() == [90, 30, 3]
    assert found.frame["verdict"].to_list() == ["gewoon", "gewoon", "geen: alleen een telling"]
    assert "60 van de 123 lesuren" in found.explained


@pytest.mark.parametrize(
    "shape", [lambda: heat(slots([]), NO_CELLS, NUMBERS), lambda: subjects(of_subjects([]), NO_SUBJECTS, NUMBERS)]
)
def test_nothing_is_an_empty_frame(shape: Any) -> None:
    assert shape().frame.is_empty()


def test_subjects_stand_beside_what_is_expected() -> None:
    rows = [("wi", 50, 40, 50), ("lo", 120, 60, 120), ("mu", 4, 3, 4), (None, 7, 3, 0)]
    told = pl.DataFrame(
        [
            ("lo", 12.0, 6.0, "signaal", 11.0),
            ("mu", 1.0, 2.0, None, 1.0),
            ("te", 0.0, 1.0, None, 0.0),
            ("wi", 5.0, 5.5, "gewoon", 5.0),
        ],
        schema=NO_SUBJECTS.schema,
        orient="row",
    )
    found = subjects(of_subjects(rows), told, NUMBERS)
    assert found.unit == "per 100 lessen"
    assert rows_of(found.frame, "Vak", "Lesuren", "Leerlingen", "Per 100 lessen", "Verwacht", "Oordeel") == [
        ("wi", 50, 40, "5,00", "5,50", "gewoon"),
        ("lo", 120, 60, "12,00", "6,00", "signaal"),
        ("mu", 4, 3, "1,00", "2,00", "te weinig gegevens"),
    ]
    assert found.sentence.startswith("Signaal: lo (11,00, verwacht 6,00). Vergeleken: 2 vakken.")
    assert "Van 7 lesuren is het vak niet bekend." in found.explained


def test_subjects_without_a_timetable_are_counts() -> None:
    found = subjects(of_subjects([("wi", 50, 40, 0)]), NO_SUBJECTS, NUMBERS)
    assert (found.unit, found.frame.columns) == ("lesuren", ["subject", "Vak", "Lesuren", "Leerlingen"])
    assert "telt vanzelf hoger" in found.sentence


def test_without_any_subject_the_page_says_what_it_takes() -> None:
    found = subjects(of_subjects([(None, 50, 40, 0)]), NO_SUBJECTS, NUMBERS)
    assert found.frame.is_empty()
    assert "rooster nodig" in found.sentence


def test_too_few_days_are_said() -> None:
    found = heat(slots([(1, 1, 3, 3, 3)]), cells([(1, 1, 3.0, 3.0, None)]), NUMBERS)
    assert found.sentence == "Er zijn te weinig uren, dagen of klassen om lesuren te vergelijken."


def test_more_is_stronger_and_no_figure_is_no_colour() -> None:
    told = [(1, 1, 10.0, 10.0, "gewoon"), (1, 2, 30.0, 10.0, "gewoon")]
    found = heat(slots([(1, 1, 10, 1, 10), (1, 2, 30, 1, 30), (1, 3, 1, 1, 0)]), cells(told), NUMBERS)
    drawn = next(iter(charts.heat(found.frame, found.unit).to_dict()["datasets"].values()))
    assert [cell["step"] for cell in drawn] == [0, len(LEVEL_COLOURS) - 1, None]


def away(rows: list[tuple[str, date, int, int, int]]) -> pl.DataFrame:
    names = ["klas", "date", "lesson_hour", "missed", "present"]
    return pl.DataFrame(rows, schema=names, orient="row", schema_overrides={"date": pl.Date})


def test_what_was_left_out_is_said_with_its_days() -> None:
    monday = date(2026, 9, 7)
    rows = [("H3a", monday, hour, 20 + hour, 25) for hour in (3, 4)] + [("V2b", date(2026, 9, 8), 1, 9, 8)]
    assert together(away([])) == ""
    assert together(away(rows)) == (
        "Uit de vergelijking van afdelingen, klassen, lesuren en vakken gelaten: 3 lesuren waarin een klas, of een groot deel "
        "ervan, samen weg was, op ma 7 sep en di 8 sep."
    )
    many = [("H3a", monday + timedelta(7 * week), 1, 20, 25) for week in range(5)]
    assert together(away(many)).endswith("op 5 dagen.")
    assert together_days(away(rows)).rows() == [
        ("V2b", "di 8 sep 2026", 1, "9 van 9"),
        ("H3a", "ma 7 sep 2026", 2, "24 van 25"),
    ]


def test_a_week_list_names_every_pupil() -> None:
    last_day = date(2026, 11, 27)
    columns = {"student_id": ["1"], "name": ["A"], "klas": ["H3a"], "mentor": [None], "hours": [3], "days": [2]}
    rows = pl.DataFrame(columns | {"last_day": [last_day]})
    assert rows_of(pupils(rows), "nummer", "Lesuren", "Dagen", "Laatste dag") == [("1", 3, 2, last_day)]

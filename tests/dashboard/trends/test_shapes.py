"""Lesson hours of the week and subjects: rates where the timetable tells, else counts, and what chance leaves."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from dashboard.app_pages.trends import charts
from dashboard.app_pages.trends.shapes import heat, pupils, subjects
from dashboard.colours import GREY, LEVEL_COLOURS
from tests.pipelines.histories import rows_of

NUMBERS = {"funnel_look": 1.96, "funnel_signal": 3.09, "small_group": 5.0}
SCHEMA: dict[str, Any] = dict.fromkeys(
    ("missed_hours", "registered", "timetabled_hours", "squares", "lessons"), pl.Int64
)


def cells(rows: Sequence[tuple[int | None, ...]]) -> pl.DataFrame:
    """Weekday, lesson hour, missed hours, pupils, hours with a timetable, squares and lessons."""
    return pl.DataFrame(rows, schema={"iso_weekday": pl.Int64, "lesson_hour": pl.Int64} | SCHEMA, orient="row")


def taught(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Subject, missed hours, pupils, hours with a timetable, squares and lessons."""
    return pl.DataFrame(rows, schema={"subject": pl.String} | SCHEMA, orient="row")


def test_without_a_timetable_the_cells_are_counts_on_a_whole_grid() -> None:
    found = heat(cells([(1, 2, 30, 12, 0, 0, None), (5, 1, 4, 4, 0, 0, None)]), NUMBERS)
    assert found.unit == "lesuren"
    assert found.sentence.startswith("Zonder rooster is dit een telling")
    assert found.frame.height == 10
    assert rows_of(
        found.frame.filter(pl.col("missed_hours") > 0), "day", "lesson_hour", "text", "registered", "key"
    ) == [("maandag", 2, "30", 12, "1~2"), ("vrijdag", 1, "4", 4, "5~1")]
    assert set(found.frame["verdict"]) == {"geen: alleen een telling"}


def test_with_a_timetable_the_cells_are_rates_and_a_signal_has_a_triangle() -> None:
    rows = [(1, 1, 120, 90, 120, 120, 1000)] + [(1, hour, 50, 40, 50, 50, 1000) for hour in range(2, 6)]
    rows.append((2, 1, 5, 5, 5, 5, 1000))
    found = heat(cells(rows), NUMBERS)
    assert found.unit == "per 100 lessen"
    assert found.frame["value"].to_list() == [12.0, 5.0, 5.0, 5.0, 5.0, 0.5]
    assert found.frame["text"].to_list() == ["12,0 ▲", "5,0", "5,0", "5,0", "5,0", "0,5 ▼"]
    assert "Signaal: maandag 1e uur (12,00) en dinsdag 1e uur (0,50). Gemiddeld 5,42" in found.sentence
    assert "Vergeleken: 6 lesuren. Ook zonder oorzaak heet daarvan in 3 van de 10 keer één kijk" in found.sentence


def test_what_one_pupil_did_is_no_signal() -> None:
    rows = [(1, 1, 80, 1, 80, 6400, 1000)] + [(1, hour, 50, 40, 50, 50, 1000) for hour in range(2, 6)]
    assert "Geen lesuur is kijk of signaal" in heat(cells(rows), NUMBERS).sentence


def test_days_without_a_timetable_do_not_count_in_the_rate() -> None:
    found = heat(cells([(1, 1, 90, 9, 30, 30, 1000), (1, 2, 30, 9, 30, 30, 1000), (1, 9, 3, 3, 0, 0, None)]), NUMBERS)
    assert found.frame["value"].to_list() == [3.0, 3.0, None]
    assert found.frame["missed_hours"].to_list() == [90, 30, 3]
    assert "60 van de 123 lesuren" in found.explained


@pytest.mark.parametrize("shape", [lambda: heat(cells([]), NUMBERS), lambda: subjects(taught([]), NUMBERS)])
def test_nothing_is_an_empty_frame(shape: Any) -> None:
    assert shape().frame.is_empty()


def test_subjects_stand_beside_what_chance_gives() -> None:
    rows = [("wi", 50, 40, 50, 50, 1000), ("lo", 120, 60, 120, 120, 1000), (None, 7, 3, 0, 0, None)]
    found = subjects(taught(rows), NUMBERS)
    assert found.unit == "per 100 lessen"
    assert rows_of(found.frame, "Vak", "Lesuren", "Leerlingen", "Per 100 lessen", "Toeval geeft", "Oordeel") == [
        ("wi", 50, 40, "5,00", "6,69 tot 10,31", "signaal"),
        ("lo", 120, 60, "12,00", "6,69 tot 10,31", "signaal"),
    ]
    assert "Van 7 lesuren is het vak niet bekend." in found.explained


def test_subjects_without_a_timetable_are_counts() -> None:
    found = subjects(taught([("wi", 50, 40, 0, 0, None)]), NUMBERS)
    assert (found.unit, found.frame.columns) == ("lesuren", ["subject", "Vak", "Lesuren", "Leerlingen"])
    assert "telt vanzelf hoger" in found.sentence


def test_without_any_subject_the_page_says_what_it_takes() -> None:
    found = subjects(taught([(None, 50, 40, 0, 0, None)]), NUMBERS)
    assert found.frame.is_empty()
    assert "rooster nodig" in found.sentence


def test_more_is_darker_and_the_figure_stays_readable() -> None:
    found = heat(cells([(1, 1, 10, 1, 10, 10, 100), (1, 2, 30, 1, 30, 30, 100), (1, 3, 1, 1, 0, 0, None)]), NUMBERS)
    drawn = next(iter(charts.heat(found.frame, found.unit).to_dict()["datasets"].values()))
    assert [cell["shade"] for cell in drawn] == [LEVEL_COLOURS[0], LEVEL_COLOURS[-1], GREY]
    assert [cell["ink"] for cell in drawn] == ["#000000", "#ffffff", "#000000"]


def test_a_week_list_names_every_pupil() -> None:
    last_day = date(2026, 11, 27)
    columns = {"student_id": ["1"], "name": ["A"], "klas": ["H3a"], "mentor": [None], "hours": [3], "days": [2]}
    rows = pl.DataFrame(columns | {"last_day": [last_day]})
    assert rows_of(pupils(rows), "nummer", "Lesuren", "Dagen", "Laatste dag") == [("1", 3, 2, last_day)]

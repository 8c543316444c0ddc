"""From query rows to the 16-hour norm, as small tables."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from dashboard.shapes import leerplicht as shapes

ON = date(2026, 11, 17)


NORM: dict[str, Any] = {
    "school": "s", "student_id": "1", "name": "Leerling 1", "klas": "H3a", "mentor": None, "state": "nadert",
    "hours": 12.0, "hours_unknown": 0.0, "hours_left": 4.0, "window_start": date(2026, 10, 26), "report_number": None,
    "begin_date": None, "end_date": None, "due_on": None, "duty": None, "age": None, "counted": 12.0, "nears": True,
}  # fmt: skip
REPORT = {
    "state": "melding",
    "report_number": 1,
    "begin_date": ON,
    "end_date": ON,
    "duty": True,
    "age": 15,
    "nears": False,
}


def leerplicht(*rows: dict[str, Any]) -> pl.DataFrame:
    kinds = {"school": pl.String, "student_id": pl.String, "date": pl.Date, "leaves_on": pl.Date}
    leaving = pl.DataFrame(
        [("s", "1", date(2026, 11, 2), date(2026, 11, 30), 3.0, 1.0), ("s", "1", date(2026, 11, 3), None, 1.0, 0.0)],
        schema=kinds | {"judged": pl.Float64, "unknown": pl.Float64},
        orient="row",
    )
    return shapes.leerplicht(pl.DataFrame([NORM | row for row in rows], infer_schema_length=None), leaving, ON)


def test_unknown_hours_stand_apart() -> None:
    plain, mixed = leerplicht({}, {"student_id": "2", "hours_unknown": 2.0})["Uren nu"]
    assert (plain, mixed) == ("12", "12 + 2 onbekend")


def test_the_hours_that_leave_first_are_named() -> None:
    told = leerplicht({})["Vervalt het eerst"][0]
    assert "4 uur" in told
    assert "ma 2 nov" in told
    assert "ma 30 nov" in told


def test_pupils_near_the_norm_are_sorted_by_what_is_left() -> None:
    rows = leerplicht({"student_id": "far", "hours_left": 6.0}, {"student_id": "near", "hours_left": 1.0}, REPORT)
    assert shapes.nearing(rows)["nummer"].to_list() == ["near", "far"]


@pytest.mark.parametrize(("days", "listed"), [(5, True), (0, True), (-14, True), (-15, False)])
def test_a_report_leaves_the_list_two_weeks_after_its_last_day(days: int, listed: bool) -> None:
    rows = leerplicht(REPORT | {"due_on": ON + timedelta(days)})
    assert (shapes.due(rows).height == 1) == listed


def test_nobody_near_the_norm_is_no_error() -> None:
    nobody = leerplicht({})[:0]
    assert shapes.due(nobody).is_empty()
    assert shapes.nearing(nobody).is_empty()

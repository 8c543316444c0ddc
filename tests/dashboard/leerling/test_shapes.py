"""From query rows to one pupil, as small tables."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from dashboard.app_pages.leerling import open_tasks, shapes
from tests.pipelines.histories import rows_of

ON = date(2026, 11, 17)
CONDITION: dict[str, Any] = {
    "ladder_name": "Te laat",
    "label": "keer te laat",
    "stage": "tl-3",
    "operator": ">=",
    "number": 3.0,
    "value": None,
    "with_others": False,
    "share": False,
}


def counted(*conditions: dict[str, Any]) -> pl.DataFrame:
    return shapes.counters(pl.DataFrame([CONDITION | row for row in conditions], infer_schema_length=None))


@pytest.mark.parametrize(("value", "left"), [(None, 3.0), (2.0, 1.0), (3.0, 2.0), (4.0, 1.0), (5.0, None)])
def test_a_counter_tells_what_is_left_to_the_next_stage(value: float | None, left: float | None) -> None:
    rows = counted({"value": value}, {"value": value, "stage": "tl-5", "number": 5.0})
    assert rows_of(rows, "Nu", "Treden", "Nog") == [(value or 0.0, "3: tl-3 · 5: tl-5", left)]


@pytest.mark.parametrize(("value", "left"), [(19.0, 2.0), (20.0, 1.0), (21.0, None)])
def test_more_than_a_number_is_one_more(value: float, left: float | None) -> None:
    rows = counted({"value": value, "operator": ">", "number": 20.0})
    assert rows_of(rows, "Treden", "Nog") == [("meer dan 20: tl-3", left)]


@pytest.mark.parametrize(("value", "left"), [(None, None), (18.75, 1.25), (20.0, 0.0), (21.25, None)])
def test_a_share_of_unknown_lessons_is_no_zero(value: float | None, left: float | None) -> None:
    rows = counted({"value": value, "operator": ">", "number": 20.0, "share": True})
    assert rows_of(rows, "Nu", "Nog") == [(value, left)]


def test_a_stage_that_asks_for_more_has_a_star() -> None:
    assert counted({"with_others": True})["Treden"].to_list() == ["3: tl-3*"]


BEFORE, ON_DAY = date(2008, 11, 18), date(2008, 11, 17)


@pytest.mark.parametrize(
    ("birth", "exact", "age"),
    [
        (BEFORE, True, "17 jaar"),
        (ON_DAY, True, "18 jaar"),
        (BEFORE, False, ""),
        (ON_DAY, False, "18 jaar of ouder"),
        (None, True, "leeftijd onbekend"),
        (None, False, "leeftijd onbekend"),
    ],
)
def test_who_may_not_see_the_date_of_birth_is_told_who_is_of_age(birth: date | None, exact: bool, age: str) -> None:
    assert shapes.age(birth, ON, exact) == age


@pytest.mark.parametrize("age", ["17 jaar", ""])
def test_age_and_earlier_klas_stand_in_the_heading(age: str) -> None:
    who = {"student_id": "7", "klas": "H4a", "afdeling": "havo", "mentor": None}
    placements = pl.DataFrame({"klas": ["H4a", "H4b"], "valid_until": [date(2999, 1, 1), date(2026, 10, 12)]})
    said = shapes.about(who, placements, {"havo": "Havo"}, ON, age)
    told = f"{age} · " if age else ""
    assert said == f"Leerling 7 · klas H4a (Havo) · mentor onbekend · {told}tot ma 12 okt 2026 in H4b"


def test_the_longest_text_is_read_whole() -> None:
    def row(**texts: str) -> dict[str, str]:
        return dict.fromkeys(open_tasks.LETTERS, "x") | texts

    def high(name: str, letters: int) -> int:
        return open_tasks.row_height(pl.DataFrame([row(), row(**{name: "x" * letters})]))

    for name, most in open_tasks.LETTERS.items():
        assert high(name, most) < open_tasks.WRAPS == high(name, most + 1) == high(name, 3 * most)
        assert high(name, 4 * most) == high(name, 3 * most + 1) > open_tasks.WRAPS
        assert high(name, 4 * most + 1) == high(name, 4 * most) + open_tasks.LINE

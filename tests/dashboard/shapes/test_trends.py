"""From query rows to weekly rates, as small tables."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
import pytest

from dashboard.shapes import trends as shapes
from tests.pipelines.histories import rows_of

NUMBERS = {"xmr_factor": 2.66, "xmr_min_weeks": 12.0, "xmr_run": 8.0}


def week_rows(
    rates: Sequence[float | None], first: date = date(2026, 8, 31), year: str = "2026-2027", part: str = "havo"
) -> pl.DataFrame:
    """A row per week; None is a week without lessons and so without a row; a negative rate is an incomplete week."""
    places = [place for place, rate in enumerate(rates) if rate is not None]
    return pl.DataFrame(
        {
            "school_year": [year] * len(places),
            "school_week": list(range(1, len(places) + 1)),
            "week_start": [first + timedelta(7 * place) for place in places],
            "part": [part] * len(places),
            "rate_per_100": [abs(rates[place] or 0.0) for place in places],
            "missed_hours": [10] * len(places),
            "student_days": [50] * len(places),
            "timetable_days": [0] * len(places),
            "students": [30] * len(places),
            "complete": [(rates[place] or 0.0) >= 0 for place in places],
        }
    )


AFTER = date(2027, 1, 15)


def test_a_week_beyond_the_band_is_a_signal() -> None:
    weeks, band = shapes.week_trend(week_rows([2.0, 2.2] * 5 + [2.0, 6.0]), AFTER, NUMBERS)
    assert weeks["status"].to_list() == ["gewoon"] * 11 + ["signaal"]
    assert band.upper is not None
    assert band.upper < 6.0
    assert "ma 16 nov" in band.sentence


def test_quiet_weeks_are_no_signal() -> None:
    weeks, band = shapes.week_trend(week_rows([2.0, 2.2] * 6), AFTER, NUMBERS)
    assert set(weeks["status"]) == {"gewoon"}
    assert band.centre == pytest.approx(2.1)


@pytest.mark.parametrize(("weeks", "known"), [(11, False), (12, True)])
def test_twelve_weeks_make_a_band(weeks: int, known: bool) -> None:
    _, band = shapes.week_trend(week_rows([2.0, 2.2, 2.1] * 4)[:weeks], AFTER, NUMBERS)
    assert (band.centre is not None) == known
    assert (band.lower is not None) == known


def test_a_holiday_is_a_row_without_values() -> None:
    weeks, _ = shapes.week_trend(week_rows([2.0, None, 3.0]), AFTER, NUMBERS)
    assert rows_of(weeks, "week_start", "rate", "status") == [
        (date(2026, 8, 31), 2.0, "gewoon"),
        (date(2026, 9, 7), None, "vakantie"),
        (date(2026, 9, 14), 3.0, "gewoon"),
    ]


def test_an_incomplete_week_is_marked_and_left_out_of_the_band() -> None:
    rates: list[float | None] = [2.0, 2.2] * 6
    _, clean = shapes.week_trend(week_rows(rates), AFTER, NUMBERS)
    weeks, band = shapes.week_trend(week_rows([*rates, -0.1]), AFTER, NUMBERS)
    assert weeks["status"].to_list() == ["gewoon"] * 12 + ["onvolledig"]
    assert band == clean


def test_a_school_too_small_to_tell_has_ordinary_weeks() -> None:
    rows = week_rows([2.0, 2.2] * 6).with_columns(pl.lit(None, dtype=pl.Boolean).alias("complete"))
    weeks, band = shapes.week_trend(rows, AFTER, NUMBERS)
    assert set(weeks["status"]) == {"gewoon"}
    assert band.centre is not None


def test_without_rates_there_is_no_band() -> None:
    rows = week_rows([2.0] * 12).with_columns(pl.lit(None, dtype=pl.Float64).alias("rate_per_100"))
    weeks, band = shapes.week_trend(rows, AFTER, NUMBERS)
    assert weeks["rate"].null_count() == 12
    assert band.centre is None


@pytest.mark.parametrize(
    "on", [date(2026, 8, 31), date(2026, 9, 30), date(2027, 1, 1), date(2027, 3, 31), date(2027, 7, 16)]
)
def test_last_year_stands_beside_the_same_school_week(on: date) -> None:
    before = week_rows([4.0, -5.0, 6.0], date(2025, 8, 25), "2025-2026")
    long_ago = week_rows([8.0, 8.0, 8.0], date(2024, 9, 2), "2024-2025")
    weeks, _ = shapes.week_trend(pl.concat([long_ago, before, week_rows([1.0, 2.0, 3.0])]), on, NUMBERS)
    assert rows_of(weeks, "school_week", "rate", "last_year") == [(1, 1.0, 4.0), (2, 2.0, None), (3, 3.0, 6.0)]


def test_parts_have_the_schools_own_order_and_gaps() -> None:
    rows = pl.concat([week_rows([1.0, None, 2.0], part="vwo"), week_rows([3.0, -9.0, 4.0], part="havo")])
    names = pl.DataFrame({"afdeling": ["havo", "vwo"], "name": ["Havo", "Vwo"], "afdeling_order": [2, 1]})
    assert rows_of(shapes.part_trends(rows, names, AFTER), "part_name", "rate") == [
        ("Vwo", 1.0), ("Vwo", None), ("Vwo", 2.0), ("Havo", 3.0), ("Havo", None), ("Havo", 4.0),
    ]  # fmt: skip


def test_categories_start_with_the_totals() -> None:
    present = pl.DataFrame({"category": ["ziek", "totaal_afwezig", "verlof"]})
    chosen = shapes.trend_categories(present, {"ziek": "ziek", "verlof": "verlof", "medisch": "medisch"})
    assert list(chosen) == ["totaal_afwezig", "ziek", "verlof"]


def test_a_week_list_names_every_pupil() -> None:
    rows = pl.DataFrame(
        {"student_id": ["1"], "name": ["A"], "klas": ["H3a"], "mentor": [None], "hours": [3], "days": [2]}
    )
    assert rows_of(shapes.week_pupils(rows), "nummer", "Lesuren", "Dagen") == [("1", 3, 2)]

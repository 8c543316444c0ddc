"""From query rows to weekly rates, as small tables."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
import pytest

from dashboard.rates import weekly
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
            "hours_per_pupil": [3 * abs(rates[place] or 0.0) for place in places],
            "missed_hours": [10] * len(places),
            "student_days": [50] * len(places),
            "timetable_days": [0] * len(places),
            "registered": [7] * len(places),
            "finished": [True] * len(places),
            "complete": [(rates[place] or 0.0) >= 0 for place in places],
        }
    )


AFTER = date(2027, 1, 15)


def test_a_week_beyond_the_band_is_a_signal() -> None:
    weeks, band = weekly.week_trend(week_rows([1.0, 3.0] * 5 + [2.0, 9.0]), AFTER, NUMBERS)
    assert weeks["status"].to_list() == ["gewoon"] * 11 + ["signaal"]
    assert band.upper is not None
    assert band.upper < 9.0
    assert "ma 16 nov" in band.sentence


def test_quiet_weeks_are_no_signal() -> None:
    weeks, band = weekly.week_trend(week_rows([2.0, 2.2] * 6), AFTER, NUMBERS)
    assert set(weeks["status"]) == {"gewoon"}
    assert band.centre == pytest.approx(2.1)


@pytest.mark.parametrize(("weeks", "known"), [(11, False), (12, True)])
def test_twelve_weeks_make_a_band(weeks: int, known: bool) -> None:
    _, band = weekly.week_trend(week_rows([2.0, 2.2, 2.1] * 4)[:weeks], AFTER, NUMBERS)
    assert (band.centre is not None) == known
    assert (band.lower is not None) == known


def test_a_holiday_is_a_row_without_values() -> None:
    weeks, _ = weekly.week_trend(week_rows([2.0, None, 3.0]), AFTER, NUMBERS)
    assert rows_of(weeks, "week_start", "rate", "status") == [
        (date(2026, 8, 31), 2.0, "gewoon"),
        (date(2026, 9, 7), None, "vakantie"),
        (date(2026, 9, 14), 3.0, "gewoon"),
    ]


def test_an_incomplete_week_is_marked_and_left_out_of_the_band() -> None:
    rates: list[float | None] = [2.0, 2.2] * 6
    _, clean = weekly.week_trend(week_rows(rates), AFTER, NUMBERS)
    weeks, band = weekly.week_trend(week_rows([*rates, -0.1]), AFTER, NUMBERS)
    assert weeks["status"].to_list() == ["gewoon"] * 12 + ["onvolledig"]
    assert band == clean


def test_a_school_too_small_to_tell_has_ordinary_weeks() -> None:
    rows = week_rows([2.0, 2.2] * 6).with_columns(pl.lit(None, dtype=pl.Boolean).alias("complete"))
    weeks, band = weekly.week_trend(rows, AFTER, NUMBERS)
    assert set(weeks["status"]) == {"gewoon"}
    assert band.centre is not None


def test_without_lesson_hours_the_weeks_count_per_pupil() -> None:
    rows = week_rows([2.0, 2.2] * 6).with_columns(pl.lit(None, dtype=pl.Float64).alias("rate_per_100"))
    weeks, band = weekly.week_trend(rows, AFTER, NUMBERS)
    assert weeks["rate"].to_list() == pytest.approx([6.0, 6.6] * 6)
    assert band.centre == pytest.approx(6.3)
    assert band.unit == "lesuren per leerling per volle week"
    assert "lessons_per_week" in band.denominator


def test_hours_known_in_some_weeks_leave_gaps_in_the_others() -> None:
    known = pl.when(pl.col("school_week") > 1).then("rate_per_100").alias("rate_per_100")
    weeks, band = weekly.week_trend(week_rows([2.0, 2.2, 2.4]).with_columns(known), AFTER, NUMBERS)
    assert weeks["rate"].to_list() == [None, 2.2, 2.4]
    assert band.unit == "per 100 lesuren"


@pytest.mark.parametrize(("run", "said"), [(7, False), (8, True), (9, True)])
def test_eight_weeks_on_one_side_are_a_run(run: int, said: bool) -> None:
    """Weeks that go up and down around the mean, and then `run` weeks just above it."""
    rates = [2.0, 1.0, 2.0, 1.0, 2.0, 0.2, *[1.7] * run]
    weeks, band = weekly.week_trend(week_rows(rates), AFTER, NUMBERS)
    assert ("achter elkaar boven het gemiddelde" in band.sentence) == said
    assert weeks["status"].to_list().count("reeks") == (run if said else 0)


def test_points_outside_and_a_run_are_both_said() -> None:
    weeks, band = weekly.week_trend(week_rows([9.0, *([1.0, 1.1] * 6)]), AFTER, NUMBERS)
    assert weeks["status"].to_list() == ["signaal", *["reeks"] * 12]
    assert "Buiten wat toeval geeft: de week van ma 31 aug." in band.sentence
    assert "Vanaf de week van ma 7 sep ligt het verzuim 12 weken achter elkaar onder het gemiddelde" in band.sentence


@pytest.mark.parametrize(
    "on", [date(2026, 8, 31), date(2026, 9, 30), date(2027, 1, 1), date(2027, 3, 31), date(2027, 7, 16)]
)
def test_last_year_stands_beside_the_same_school_week(on: date) -> None:
    before = week_rows([4.0, -5.0, 6.0], date(2025, 8, 25), "2025-2026")
    long_ago = week_rows([8.0, 8.0, 8.0], date(2024, 9, 2), "2024-2025")
    weeks, _ = weekly.week_trend(pl.concat([long_ago, before, week_rows([1.0, 2.0, 3.0])]), on, NUMBERS)
    assert rows_of(weeks, "school_week", "rate", "last_year") == [(1, 1.0, 4.0), (2, 2.0, None), (3, 3.0, 6.0)]


def test_parts_have_the_schools_own_order_and_gaps() -> None:
    rows = pl.concat([week_rows([1.0, None, 2.0], part="vwo"), week_rows([3.0, -9.0, 4.0], part="havo")])
    names = pl.DataFrame({"afdeling": ["havo", "vwo"], "name": ["Havo", "Vwo"], "afdeling_order": [2, 1]})
    silent = pl.DataFrame({"afdeling": ["havo"], "week_start": [date(2026, 9, 14)]})
    shown = weekly.part_trends(rows, silent.clear(), names, AFTER)
    assert rows_of(shown, "part_name", "rate") == [
        ("Vwo", 1.0),
        ("Vwo", None),
        ("Vwo", 2.0),
        ("Havo", 3.0),
        ("Havo", None),
        ("Havo", 4.0),
    ]
    assert shown["key"].drop_nulls()[0] == "2026-08-31~vwo"
    quiet = weekly.part_trends(rows, silent, names, AFTER)
    assert quiet.filter(pl.col("part_name") == "Havo")["rate"].to_list() == [3.0, None, None]


def test_a_silent_week_of_last_year_is_not_laid_beside_this_one() -> None:
    before = week_rows([7.0, 0.1, 8.0], date(2025, 8, 25), "2025-2026", part="havo")
    rows = pl.concat([before, week_rows([1.0, 2.0, 3.0], part="havo")])
    names = pl.DataFrame({"afdeling": ["havo"], "name": ["Havo"], "afdeling_order": [1]})
    silent = pl.DataFrame({"afdeling": ["havo"], "week_start": [date(2025, 9, 1)]})
    shown = weekly.part_trends(rows, silent, names, AFTER)
    assert rows_of(shown, "rate", "last_year") == [(1.0, 7.0), (2.0, None), (3.0, 8.0)]


def test_categories_start_with_the_totals() -> None:
    chosen = weekly.trend_categories(
        ["ziek", "totaal_afwezig", "verlof"], {"ziek": "ziek", "verlof": "verlof", "medisch": "medisch"}
    )
    assert list(chosen) == ["totaal_afwezig", "ziek", "verlof"]

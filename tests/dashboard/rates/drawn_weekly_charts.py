"""The charts of `dashboard/rates/weekly_charts.py`."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl

from dashboard.rates import weekly_charts

WEEKS = [date(2026, 8, 31) + timedelta(7 * n) for n in range(12)]


def trend_frame() -> pl.DataFrame:
    """Twelve weeks: one incomplete, one kijk, one signaal, one holiday without a rate."""
    rates = [2.0, 2.5, 1.5, 2.0, 9.0, 2.0, None, 2.2, 0.1, 2.0, 2.0, 2.0]
    status = ["gewoon"] * 12
    status[4], status[6], status[8], status[9] = "signaal", "vakantie", "onvolledig", "kijk"
    return pl.DataFrame(
        {
            "week_start": WEEKS,
            "school_week": list(range(1, 13)),
            "rate": rates,
            "last_year": [None, *[2.0] * 11],
            "missed_hours": list(range(12)),
            "registered": list(range(12)),
            "status": status,
            "said": status,
            "key": [week.isoformat() for week in WEEKS],
        },
        schema_overrides={"rate": pl.Float64, "last_year": pl.Float64},
    )


def part_frame() -> pl.DataFrame:
    return pl.concat([trend_frame().with_columns(pl.lit(name).alias("part_name")) for name in ("Havo", "Vwo")])


DRAWN: dict[str, Callable[[], Any]] = {
    "week_trend": lambda: weekly_charts.week_trend(trend_frame(), "per 100 lesuren"),
    "part_trends": lambda: weekly_charts.part_trends(part_frame(), "per 100 lesuren"),
}

"""The charts of `dashboard/charts/ladders.py`."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl

from dashboard.charts import ladders as charts

WEEKS = [date(2026, 8, 31) + timedelta(7 * n) for n in range(12)]


def bar_frame() -> pl.DataFrame:
    labels = ["tl-3: derde keer", "tl-5: vijfde keer", "tl-10: tiende keer"]
    return pl.DataFrame(
        {"stage_label": labels, "level": [1, 2, 3], "students": [12, 7, 0], "key": ["tl-3", "tl-5", "tl-10"]}
    )


def stage_week_frame() -> pl.DataFrame:
    return pl.DataFrame(
        {"week_start": WEEKS, "stage_label": ["a", "b"] * 6, "level": [1, 2] * 6, "students": list(range(12))}
    )


DRAWN: dict[str, Callable[[], Any]] = {
    "stage_bars": lambda: charts.stage_bars(bar_frame()),
    "stage_bars without pupils": lambda: charts.stage_bars(bar_frame().with_columns(pl.lit(0).alias("students"))),
    "stage_weeks": lambda: charts.stage_weeks(stage_week_frame(), ["a", "b"]),
    "stage_weeks of many stages": lambda: charts.stage_weeks(stage_week_frame(), list("abcdefgh")),
}

"""The chart of `dashboard/app_pages/trends/charts.py`."""

from collections.abc import Callable
from typing import Any

import polars as pl

from dashboard.app_pages.trends import charts


def cell_frame(values: list[float | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "day": ["maandag", "dinsdag", "woensdag"][: len(values)],
            "lesson_hour": [1, 2, 3][: len(values)],
            "value": values,
            "text": ["1,0"] * len(values),
            "missed_hours": [1] * len(values),
            "registered": [1] * len(values),
            "verdict": ["gewoon"] * len(values),
            "expected": [None if value is None else 2.0 for value in values],
            "key": ["1~1", "2~2", "3~3"][: len(values)],
        },
        schema_overrides={"value": pl.Float64, "expected": pl.Float64},
    )


DRAWN: dict[str, Callable[[], Any]] = {
    "heat": lambda: charts.heat(cell_frame([1.0, None, 3.0]), "per 100 lessen"),
    "heat of equal cells": lambda: charts.heat(cell_frame([2.0, 2.0, 2.0]), "lesuren"),
    "heat of one cell": lambda: charts.heat(cell_frame([2.0]), "lesuren"),
}

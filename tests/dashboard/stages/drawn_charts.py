"""The charts of `dashboard/stages/charts.py`."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl

from dashboard.stages import charts

WEEKS = [date(2026, 8, 31) + timedelta(7 * n) for n in range(12)]


def bar_frame() -> pl.DataFrame:
    labels = ["tl-3: derde keer", "tl-5: vijfde keer", "tl-10: tiende keer"]
    return pl.DataFrame(
        {
            "stage_label": labels,
            "level": [1, 2, 3],
            "students": [12, 7, 0],
            "said": ["12", "7", "0"],
            "key": ["tl-3", "tl-5", "tl-10"],
        }
    )


def stage_week_frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "week_start": WEEKS,
            "date": WEEKS,
            "key": ["k"] * 12,
            "stage_label": ["a", "b"] * 6,
            "level": [1, 2] * 6,
            "students": list(range(12)),
        }
    )


def cell_frame() -> pl.DataFrame:
    moves = list(charts.MOVE_COLOURS)
    return pl.DataFrame(
        {
            "stage_before": ["geen trede", "a", "a", "b", "b"],
            "stage_after": ["a", "b", "a", "a", "geen trede"],
            "move_label": moves,
            "students": [1, 2, 3, 4, 5],
            "key": ["k"] * 5,
        }
    )


DRAWN: dict[str, Callable[[], Any]] = {
    "stage_bars": lambda: charts.stage_bars(bar_frame()),
    "stage_bars without pupils": lambda: charts.stage_bars(bar_frame().with_columns(pl.lit(0).alias("students"))),
    "stage_weeks": lambda: charts.stage_weeks(stage_week_frame(), ["a", "b"]),
    "stage_weeks of many stages": lambda: charts.stage_weeks(stage_week_frame(), list("abcdefgh")),
    "move_cells": lambda: charts.move_cells(cell_frame(), ["geen trede", "a", "b"]),
}

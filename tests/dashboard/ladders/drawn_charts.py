"""The charts of `dashboard/app_pages/ladders/charts.py`."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl

from dashboard.app_pages.ladders import charts
from dashboard.app_pages.ladders.shapes import MOVES
from dashboard.colours import MOVE_COLOURS

WEEKS = [date(2026, 8, 31) + timedelta(7 * n) for n in range(12)]


def week_frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "week_start": WEEKS,
            "date": WEEKS,
            "key": ["k"] * 12,
            "stage_label": ["a", "b"] * 6,
            "level": [1, 2] * 6,
            "students": list(range(12)),
            "said": [str(n) for n in range(12)],
        }
    )


def cell_frame() -> pl.DataFrame:
    moves = list(MOVE_COLOURS)
    return pl.DataFrame(
        {
            "stage_before": ["geen trede", "a", "a", "b", "b"],
            "stage_after": ["a", "b", "a", "a", "geen trede"],
            "move": moves,
            "move_label": [MOVES[move] for move in moves],
            "students": [1, 2, 3, 4, 5],
            "key": ["k"] * 5,
        }
    )


DRAWN: dict[str, Callable[[], Any]] = {
    "weeks": lambda: charts.weeks(week_frame(), ["a", "b"]),
    "weeks of many stages": lambda: charts.weeks(week_frame(), list("abcdefgh")),
    "move_cells": lambda: charts.move_cells(cell_frame(), ["geen trede", "a", "b"]),
}

"""The charts of `dashboard/app_pages/vergelijken/charts.py`."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl

from dashboard.app_pages.vergelijken import charts

WEEKS = [date(2026, 8, 31) + timedelta(7 * n) for n in range(12)]


def stage_frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "header": ["a: Te laat", "a: Te laat", "b: Te laat"],
            "stage_label": ["tl-3: derde keer", "tl-5: vijfde keer", "tl-1: eerste keer"],
            "level": [1, 2, 1],
            "students": [12, 0, 30],
            "key": ["a~te-laat~tl-3", "a~te-laat~tl-5", "b~te-laat~tl-1"],
        }
    )


def stage_week_frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "header": ["a: Te laat"] * 12,
            "week_start": WEEKS,
            "level": [1, 2] * 6,
            "level_label": ["trede 1", "trede 2"] * 6,
            "students": list(range(12)),
        }
    )


def role_frame(variants: int) -> pl.DataFrame:
    names = pl.DataFrame({"variant": [f"protocol {n}" for n in range(variants)]})
    return pl.DataFrame({"week_start": WEEKS, "actions": list(range(12))}).join(names, how="cross")


def differ_frame() -> pl.DataFrame:
    labels = list(charts.DIRECTION_COLOURS)
    return pl.DataFrame(
        {
            "track_name": ["Te laat", "Te laat", "Ziek", "Gymlessen"],
            "direction_label": labels,
            "students": [1, 2, 3, 4],
            "key": ["k"] * 4,
        }
    )


def draft_frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "stage_label": ["tl-3: derde keer"] * 2,
            "side": list(charts.SIDES),
            "students": [5, 0],
            "key": ["nu~te-laat~tl-3", "wordt~te-laat~tl-3"],
        }
    )


DRAWN: dict[str, Callable[[], Any]] = {
    "stage_bars": lambda: charts.stage_bars(stage_frame()),
    "stage_bars without pupils": lambda: charts.stage_bars(stage_frame().with_columns(pl.lit(0).alias("students"))),
    "stage_weeks": lambda: charts.stage_weeks(stage_week_frame(), ["a: Te laat"]),
    "role_weeks": lambda: charts.role_weeks(role_frame(2)),
    "role_weeks of many protocols": lambda: charts.role_weeks(role_frame(10)),
    "differ_bars": lambda: charts.differ_bars(differ_frame()),
    "draft_bars": lambda: charts.draft_bars(draft_frame()),
}

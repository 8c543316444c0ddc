"""The chart of `dashboard/app_pages/mt_rapport/followed_charts.py`."""

from collections.abc import Callable
from typing import Any

import polars as pl

from dashboard.app_pages.mt_rapport import followed_charts as charts


def after_frame() -> pl.DataFrame:
    """Three stages: one by chance, one below and one above it."""
    return pl.DataFrame(
        {
            "stage_label": ["oa-1: eerste", "oa-5: vijfde", "oa-10: tiende"],
            "after": [3.0, 1.0, 9.0],
            "expected": [3.1, 4.0, 4.0],
            "share": [96.8, 25.0, 225.0],
            "low": [80.0, 60.0, 70.0],
            "high": [120.0, 140.0, 130.0],
            "said": ["3 (verwacht 3,1)", "1 (verwacht 4)", "9 (verwacht 4)"],
            "verdict": ["toeval", "lager", "hoger"],
        }
    )


DRAWN: dict[str, Callable[[], Any]] = {"after": lambda: charts.after(after_frame())}

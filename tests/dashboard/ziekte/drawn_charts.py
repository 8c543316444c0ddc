"""The charts of `dashboard/app_pages/ziekte/charts.py`."""

from collections.abc import Callable
from typing import Any

import polars as pl

from dashboard.app_pages.ziekte import charts


def part_frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "afdeling_name": ["Havo", "Vwo", "Mavo"],
            "share": [2.5, 0.0, 14.0],
            "school_share": [3.0] * 3,
            "national_share": [11.0] * 3,
            "look_low": [0.5, 0.0, 0.0],
            "look_high": [6.0, 7.0, 9.0],
            "said": ["5 van 200", "0 van 80", "14 van 100 · signaal"],
            "beside": [6.0, 7.0, 14.0],
            "status": ["gewoon", "gewoon", "signaal"],
            "key": ["havo", "vwo", "mavo"],
        }
    )


DRAWN: dict[str, Callable[[], Any]] = {
    "shares": lambda: charts.shares(part_frame()),
    "shares of one afdeling": lambda: charts.shares(part_frame().head(1)),
}

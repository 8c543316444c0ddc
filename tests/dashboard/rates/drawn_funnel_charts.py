"""The chart of `dashboard/rates/funnel_charts.py`."""

from collections.abc import Callable
from typing import Any

import polars as pl

from dashboard.rates import funnel_charts


def point_frame(parts: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "key": [f"k{n}" for n in range(parts)],
            "part_name": [f"Klas {n}" for n in range(parts)],
            "pupils": [20 + n for n in range(parts)],
            "rate": [3.0 + n / 10 for n in range(parts)],
            "value": [3.0 + n / 10 for n in range(parts)],
            "registered": [10] * parts,
            "verdict": (["gewoon", "kijk", "signaal", "te weinig leerlingen"] * parts)[:parts],
        }
    )


CURVES = pl.DataFrame(
    {
        "pupils": [20.0, 40.0] * 4,
        "bound": [1.0] * 8,
        "line": ["kijk onder", "kijk boven", "signaal onder", "signaal boven"] * 2,
    }
)

DRAWN: dict[str, Callable[[], Any]] = {
    "funnel": lambda: funnel_charts.funnel(point_frame(6), CURVES, 3.0, "per 100 lesuren"),
    "funnel of many klassen": lambda: funnel_charts.funnel(point_frame(120), CURVES, 3.0, "per 100 lesuren"),
    "funnel without lines": lambda: funnel_charts.funnel(point_frame(6), CURVES.clear(), 3.0, "per 100 lesuren"),
    "funnel of one part": lambda: funnel_charts.funnel(point_frame(1), CURVES, 3.0, "lesuren per leerling"),
}

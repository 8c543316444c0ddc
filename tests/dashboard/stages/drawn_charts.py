"""The chart of `dashboard/stages/charts.py`."""

from collections.abc import Callable
from typing import Any

import polars as pl

from dashboard.stages import charts


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


DRAWN: dict[str, Callable[[], Any]] = {
    "stage_bars": lambda: charts.stage_bars(bar_frame()),
    "stage_bars without pupils": lambda: charts.stage_bars(bar_frame().with_columns(pl.lit(0).alias("students"))),
}

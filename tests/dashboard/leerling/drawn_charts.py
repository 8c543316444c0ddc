"""The chart of `dashboard/app_pages/leerling/charts.py`."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl

from dashboard.app_pages.leerling import charts

WEEKS = [date(2026, 8, 31) + timedelta(7 * n) for n in range(12)]


def slot_frame(rows: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "date": [WEEKS[0] + timedelta(n % 300) for n in range(rows)],
            "lesson_hour": [n % 9 + 1 for n in range(rows)],
            "place": [str(n % 9 + 1) for n in range(rows)],
            "category": ["ziek"] * rows,
            "label": ["ziek"] * rows,
            "subject": ["ne"] * rows,
        }
    )


def vacation_frame() -> pl.DataFrame:
    return pl.DataFrame({"vacation": ["herfst"], "first_day": [date(2026, 10, 17)], "last_day": [date(2026, 10, 25)]})


DRAWN: dict[str, Callable[[], Any]] = {
    "year_calendar": lambda: charts.year_calendar(slot_frame(50), vacation_frame(), {"ziek": "ziek"}),
    "year_calendar of very many": lambda: charts.year_calendar(slot_frame(5000), vacation_frame(), {"ziek": "ziek"}),
}

"""The charts of `dashboard/charts/pupil.py`."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl

from dashboard.care.shapes import EVENT
from dashboard.charts import pupil as charts

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


def case_frame(spells: int) -> pl.DataFrame:
    """Short spells all year, and one of everything else."""
    days = [WEEKS[0] + timedelta(3 * n % 300) for n in range(spells)]
    rows = [("Ziek", day, day + timedelta(1), "1 schooldag ziek") for day in days]
    day = WEEKS[3]
    rows += [(lane, day, day + timedelta(1), "gesprek") for lane in ("Signaal", "Contact", "Niet-pluis", "Evaluatie")]
    return pl.DataFrame(rows, schema=EVENT, orient="row")


DRAWN: dict[str, Callable[[], Any]] = {
    "year_calendar": lambda: charts.year_calendar(slot_frame(50), vacation_frame(), {"ziek": "ziek"}),
    "case_line": lambda: charts.case_line(case_frame(3), vacation_frame(), WEEKS[5]),
    "case_line without spells": lambda: charts.case_line(case_frame(0), vacation_frame(), WEEKS[5]),
    "case_line of very many": lambda: charts.case_line(case_frame(3000), vacation_frame(), WEEKS[5]),
    "year_calendar of very many": lambda: charts.year_calendar(slot_frame(5000), vacation_frame(), {"ziek": "ziek"}),
}

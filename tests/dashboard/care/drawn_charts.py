"""The chart of `dashboard/care/charts.py`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl

from dashboard.care import charts
from dashboard.care.shapes import EVENT
from tests.dashboard.leerling.drawn_charts import WEEKS, vacation_frame


def case_frame(spells: int) -> pl.DataFrame:
    """Short spells all year, and one of everything else."""
    days = [WEEKS[0] + timedelta(3 * n % 300) for n in range(spells)]
    rows = [("Ziek", day, day + timedelta(1), "1 schooldag ziek") for day in days]
    day = WEEKS[3]
    rows += [(lane, day, day + timedelta(1), "gesprek") for lane in ("Signaal", "Contact", "Niet-pluis", "Evaluatie")]
    return pl.DataFrame(rows, schema=EVENT, orient="row")


DRAWN: dict[str, Callable[[], Any]] = {
    "case_line": lambda: charts.case_line(case_frame(3), vacation_frame(), WEEKS[5]),
    "case_line without spells": lambda: charts.case_line(case_frame(0), vacation_frame(), WEEKS[5]),
    "case_line of very many": lambda: charts.case_line(case_frame(3000), vacation_frame(), WEEKS[5]),
}

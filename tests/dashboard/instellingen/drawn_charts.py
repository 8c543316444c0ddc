"""The chart of `dashboard/app_pages/instellingen/charts.py`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from dashboard.app_pages.instellingen import charts, days
from pipelines.calendar import SchoolYear
from pipelines.settings.schema import FreeDay, School, Toetsweek

YEAR = SchoolYear(2026)
SCHOOL = School(
    id="s",
    name="School",
    region="midden",
    protocol="kgc-2021",
    free_day=(FreeDay(date=date(2026, 11, 12), name="Studiedag"),),
    test_week=(Toetsweek(name="Toetsweek 1", start=date(2026, 11, 2), end=date(2026, 11, 6)),),
)
DRAWN: dict[str, Callable[[], Any]] = {"year": lambda: charts.year(days.days(SCHOOL, YEAR, []))}

"""The shown period: the school year of a day up to that day, without weeks of which data are missing."""

from datetime import date
from typing import Any

from pipelines.calendar import school_year
from pipelines.viewer import CHOSEN, Selection, Viewer, bound

# A week of which data are missing tells nothing of a year; one week can be asked for by its Monday all the same.
WEEKS = """weeks as (
    select w.school, w.week_start
    from mart_week as w
    where w.school = $school and w.school_year = $year and (w.complete is distinct from false or w.week_start = $week)
)"""

# Rows of any table `x` with school, school_year, date and the columns of `CHOSEN`; join `weeks` to it as well.
IN_PERIOD = f"{CHOSEN} and x.school = $school and x.school_year = $year and x.date <= $on"


def in_period(
    viewer: Viewer, selection: Selection, on: date, school: str, category: str, week: date | None = None
) -> dict[str, Any]:
    """The values that `WEEKS` and `IN_PERIOD` ask for, and the category."""
    return bound(viewer, selection, on) | {
        "school": school,
        "year": school_year(on),
        "week": week,
        "category": category,
    }

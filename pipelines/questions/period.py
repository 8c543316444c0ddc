"""The shown period: the school year of a day up to that day, without weeks of which data are missing."""

from datetime import date
from typing import Any

from pipelines.calendar import school_year
from pipelines.questions.fragments import CHOSEN, bound
from pipelines.questions.question import part
from pipelines.viewer import Selection, Viewer

WEEKS = part("weeks")

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

"""The pupils behind a mark of the trends: a week, a part of the school, a lesson hour of the week or a subject."""

from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from pipelines.calendar import school_year
from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Dimension, Selection, Viewer


@dataclass(frozen=True)
class Mark:
    """What a point, cell or row counts; what is None does not limit it.

    `week` is a Monday, `weekday` counts from Monday as 1. With `by`, a `part` of None are the pupils without one.
    """

    week: date | None = None
    by: Dimension | None = None
    part: str | None = None
    weekday: int | None = None
    hour: int | None = None
    subject: str | None = None


EVERY_MARK = Mark()


def registered(
    snapshot: Rows,
    viewer: Viewer,
    on: date,
    school: str,
    category: str,
    mark: Mark = EVERY_MARK,
    selection: Selection = EVERYTHING,
) -> pl.DataFrame:
    """One row per pupil with registrations of a category or total within a mark: lesson hours, days, last day.

    Klas and mentor are those of that last day.

    It looks at the school year of `on`, up to that day, without weeks of which data are missing (except as `week`). Who is
    in the mark and is not the viewer's any more is not on the list: `counted` says how many there are with them.
    """
    return ask(snapshot, "registered", **_values(viewer, on, school, category, mark, selection))


def counted(
    snapshot: Rows,
    viewer: Viewer,
    on: date,
    school: str,
    category: str,
    mark: Mark = EVERY_MARK,
    selection: Selection = EVERYTHING,
) -> int:
    """How many pupils the mark counts: those who were in the part of the viewer then."""
    found = ask(snapshot, "registered_count", **_values(viewer, on, school, category, mark, selection))
    return int(found["students"].sum())


def _values(
    viewer: Viewer, on: date, school: str, category: str, mark: Mark, selection: Selection
) -> dict[str, object]:
    values = {"on": on, "school": school, "year": school_year(on), "category": category, **asdict(mark)}
    return values | {"viewer": viewer, "selection": selection}

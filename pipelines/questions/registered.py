"""The pupils behind a mark of the trends: a week, a part of the school, a lesson hour of the week or a subject."""

from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.period import IN_PERIOD, WEEKS, in_period
from pipelines.viewer import EVERYTHING, PART, Dimension, Selection, Viewer


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

# Pupils count here as in the rates: in the klas of the day itself, whether or not they are still there.
_REGISTERED = f"""
with {WEEKS},
hours as (
    select x.school, x.student_id, x.date, x.klas, x.mentor
    from mart_missed_hour as x
    join weeks as w on w.school = x.school and w.week_start = x.week_start
    where {IN_PERIOD} and x.category = $category
        and ($week is null or x.week_start = $week)
        and ($weekday is null or x.iso_weekday = $weekday)
        and ($hour is null or x.lesson_hour = $hour)
        and ($subject is null or x.subject = $subject)
        and ($by is null or {PART} is not distinct from $part)
)
select v.student_id, v.name, arg_max(h.klas, h.date) as klas, arg_max(h.mentor, h.date) as mentor, count(*) as hours,
    count(distinct h.date) as days, max(h.date) as last_day
from hours as h
join mart_student as v on v.school = h.school and v.student_id = h.student_id
group by v.student_id, v.name, v.sort_name
order by hours desc, v.sort_name, v.student_id
"""


def registered(
    snapshot: Snapshot,
    viewer: Viewer,
    on: date,
    school: str,
    category: str,
    mark: Mark = EVERY_MARK,
    selection: Selection = EVERYTHING,
) -> pl.DataFrame:
    """One row per pupil with registrations of a category or total within a mark: lesson hours, days, last day.

    Klas and mentor are those of that last day.

    It looks at the school year of `on`, up to that day, without weeks of which data are missing (except as `week`).
    """
    values = in_period(viewer, selection, on, school, category, mark.week) | asdict(mark)
    return snapshot.rows(_REGISTERED, values)

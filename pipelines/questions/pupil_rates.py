"""The absence of single pupils over a school year, by the part of the school they were in: what parts are compared on."""

from datetime import date

import polars as pl

from pipelines.calendar import school_year
from pipelines.models.snapshot import Snapshot
from pipelines.questions.period import IN_PERIOD, WEEKS, in_period
from pipelines.viewer import CHOSEN, EVERYTHING, PART, Dimension, Selection, Viewer, bound

_PUPIL_RATES = f"""
with {WEEKS},
enrolled as (
    select
        x.school, x.student_id, {PART} as part,
        count(*) as days,
        -- One day without hours leaves the sum unknown, not smaller.
        case when count(x.scheduled_fifths) = count(*) then sum(x.scheduled_fifths) / 5.0 end as scheduled_hours
    from mart_pupil_day as x
    join weeks as w on w.school = x.school and w.week_start = x.week_start
    where {IN_PERIOD}
    group by x.school, x.student_id, part
),
absent as (
    select x.school, x.student_id, {PART} as part, count(*) as missed_hours
    from mart_missed_hour as x
    join weeks as w on w.school = x.school and w.week_start = x.week_start
    where {IN_PERIOD} and x.category = $category
    group by x.school, x.student_id, part
)
select
    e.student_id, e.part, e.days, e.scheduled_hours,
    -- An enrolled pupil without a registration missed nothing: the weeks of which data are missing are left out.
    case when a.missed_hours is null then 0 else a.missed_hours end as missed_hours
from enrolled as e
left join absent as a
    on a.school = e.school and a.student_id = e.student_id and a.part is not distinct from e.part
order by e.part, e.student_id
"""

# Who is there on the day; a school year that is over has its last school day.
_ENROLLED = f"""
with days as (
    select school, least($on, max(date)) as date from ref_calendar
    where school = $school and school_year = $year and is_school_day
    group by school
)
select {PART} as part, count(*) as students
from stg_placement as x
join days as d on d.school = x.school and x.valid_from <= d.date and x.valid_until > d.date
where {CHOSEN}
group by part
"""


def enrolled(
    snapshot: Snapshot, viewer: Viewer, on: date, school: str, by: Dimension, selection: Selection = EVERYTHING
) -> dict[str | None, int]:
    """Part of the school -> pupils enrolled in it on the day, or on the last school day of a year that is over."""
    values = bound(viewer, selection, on) | {"school": school, "year": school_year(on), "by": by}
    return dict(snapshot.rows(_ENROLLED, values).iter_rows())


def pupil_rates(
    snapshot: Snapshot,
    viewer: Viewer,
    on: date,
    school: str,
    category: str,
    by: Dimension = "afdeling",
    selection: Selection = EVERYTHING,
) -> pl.DataFrame:
    """One row per pupil and part of the school he or she was in: school days, scheduled and missed lesson hours.

    It looks at the school year of `on`, up to that day, without weeks of which data are missing. Only days of
    enrolment count; `scheduled_hours` is null when on some day neither timetable nor lesson table tells.
    """
    values = in_period(viewer, selection, on, school, category) | {"by": by}
    return snapshot.rows(_PUPIL_RATES, values)

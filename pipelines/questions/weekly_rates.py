"""Weekly rates of absence against the lesson hours that enrolled pupils had to follow."""

from datetime import date

import polars as pl

from pipelines.calendar import school_year
from pipelines.models.snapshot import Snapshot
from pipelines.questions.denominator import FIFTHS, OWN, Denominator
from pipelines.viewer import CHOSEN, EVERYTHING, PART, Dimension, Selection, Viewer, bound

TOTALS = ("totaal_afwezig", "totaal_ongeoorloofd")

_TRENDS = f"""
with enrolled as (
    select
        x.school, x.school_year, x.school_week, x.week_start,
        {PART} as part,
        cast(sum(x.students) as bigint) as student_days,
        cast(sum(case when x.by_timetable then x.students else 0 end) as bigint) as timetable_days,
        -- One klas without hours leaves the sum unknown, not smaller.
        case when count({FIFTHS}) = count(*) then sum({FIFTHS}) / 5.0 end as scheduled_hours
    from mart_enrolment_day as x
    where {CHOSEN} and x.week_start + 7 > $first and x.date <= $on
    group by x.school, x.school_year, x.school_week, x.week_start, part
),
absent as (
    select
        x.school, x.week_start, {PART} as part, x.category,
        count(*) as missed_hours, count(distinct x.student_id) as registered
    from mart_missed_hour as x
    where {CHOSEN} and ($category is null or x.category = $category) and x.week_start + 7 > $first and x.date <= $on
    group by x.school, x.week_start, part, x.category
),
pupils as (
    select x.school, x.week_start, {PART} as part, count(distinct x.student_id) as students
    from mart_pupil_day as x
    where $count_students and {CHOSEN} and x.week_start + 7 > $first and x.date <= $on
    group by x.school, x.week_start, part
),
categories as (
    select school, category from absent group by school, category
    union
    -- A category that is asked for has rows, also when nobody was registered.
    select school, $category from enrolled where $category is not null
)
select
    e.school, e.school_year, e.school_week, e.week_start, e.part, c.category,
    -- Inside the imported range no row means: nobody was registered. A suspicious week is marked, not filled.
    case when a.missed_hours is null then 0 else a.missed_hours end as missed_hours,
    e.scheduled_hours,
    100.0 * (case when a.missed_hours is null then 0 else a.missed_hours end) / nullif(e.scheduled_hours, 0)
        as rate_per_100,
    5.0 * (case when a.missed_hours is null then 0 else a.missed_hours end) / nullif(e.student_days, 0)
        as hours_per_pupil,
    case when a.registered is null then 0 else a.registered end as registered,
    p.students, e.student_days, e.timetable_days, w.complete,
    w.ends_on <= $on as finished
from enrolled as e
join categories as c on c.school = e.school
join mart_week as w on w.school = e.school and w.week_start = e.week_start
left join pupils as p on p.school = e.school and p.week_start = e.week_start and p.part is not distinct from e.part
left join absent as a
    on a.school = e.school and a.week_start = e.week_start
    and a.part is not distinct from e.part and a.category = c.category
order by e.school, e.week_start, e.part, c.category
"""

_PRESENT = """
select category, sum(missed_hours) as missed_hours
from mart_absence_day
where school = $school and list_contains($schools, school) and school_year = $year and date <= $on
group by category
order by missed_hours desc, category
"""


def trends(
    snapshot: Snapshot,
    viewer: Viewer,
    first: date,
    last: date,
    by: Dimension | None = "afdeling",
    selection: Selection = EVERYTHING,
    category: str | None = None,
    count_students: bool = True,
    denominator: Denominator = OWN,
) -> pl.DataFrame:
    """One row per school week, part of the school (`part`) and category; rates per 100 scheduled lesson hours.

    `by=None` takes the whole selection together, `category=None` every category that occurs. `rate_per_100` is null
    where no lesson hours are known; `hours_per_pupil` are missed hours per enrolled pupil and five school days. `registered`
    counts the pupils with such a registration, `students` those who were enrolled (null unless `count_students`, which
    costs time). `complete` is false for a week
    with suspiciously few registrations, null when the school is too small to tell; `finished` is false for a week that
    still runs on the last day. Besides the categories there are `TOTALS`, in which a lesson hour counts once. Weeks of
    two years are compared with the `denominator` of both (`pipelines.queries.denominator`).
    """
    values = bound(viewer, selection, last) | {
        "first": first,
        "by": by,
        "category": category,
        "count_students": count_students,
        "denominator": denominator,
    }
    return snapshot.rows(_TRENDS, values)


def categories_present(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> list[str]:
    """Categories and totals with registrations in the school year of a day, up to that day, the most frequent first."""
    values = {"schools": list(viewer.schools), "school": school, "year": school_year(on), "on": on}
    return [str(category) for category in snapshot.rows(_PRESENT, values)["category"]]

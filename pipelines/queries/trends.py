"""Weekly rates of absence against the lesson hours that enrolled pupils had to follow."""

from datetime import date
from typing import Literal

import polars as pl

from pipelines.queries.scope import EVERYTHING, Scope, Selection, bound
from pipelines.snapshot import Snapshot

Dimension = Literal["afdeling", "leerjaar", "klas"]
TOTALS = ("totaal_afwezig", "totaal_ongeoorloofd")

_CHOSEN = """
    list_contains($schools, x.school)
    and ($scope_afdelingen is null or list_contains($scope_afdelingen, x.afdeling))
    and ($scope_mentors is null or list_contains($scope_mentors, x.mentor))
    and (len($afdelingen) = 0 or list_contains($afdelingen, x.afdeling))
    and (len($leerjaren) = 0 or list_contains($leerjaren, x.leerjaar))
    and (len($klassen) = 0 or list_contains($klassen, x.klas))
    and (len($mentors) = 0 or list_contains($mentors, x.mentor))
    and x.week_start + 6 >= $first and x.week_start <= $on
"""

_TRENDS = f"""
with enrolled as (
    select
        x.school, x.school_year, x.school_week, x.week_start,
        case $by when 'afdeling' then x.afdeling when 'klas' then x.klas when 'leerjaar' then cast(x.leerjaar as varchar) end
            as part,
        cast(sum(x.students) as bigint) as students,
        cast(sum(x.student_days) as bigint) as student_days,
        cast(sum(x.timetable_days) as bigint) as timetable_days,
        sum(x.scheduled_hours) as scheduled_hours
    from mart_enrolment_week as x
    where {_CHOSEN}
    group by all
),
absent as (
    select
        x.school, x.school_year, x.school_week, x.week_start,
        case $by when 'afdeling' then x.afdeling when 'klas' then x.klas when 'leerjaar' then cast(x.leerjaar as varchar) end
            as part,
        x.category,
        cast(sum(x.missed_hours) as bigint) as missed_hours
    from mart_absence_week as x
    where {_CHOSEN}
    group by all
),
categories as (
    select school, category from absent group by school, category
)
select
    e.school, e.school_year, e.school_week, e.week_start, e.part, c.category,
    -- Inside the imported range no row means: nobody was registered. A suspicious week is marked, not filled.
    case when a.missed_hours is null then 0 else a.missed_hours end as missed_hours,
    e.scheduled_hours,
    100.0 * (case when a.missed_hours is null then 0 else a.missed_hours end) / nullif(e.scheduled_hours, 0)
        as rate_per_100,
    e.students, e.student_days, e.timetable_days, w.complete, w.data_days, w.school_days
from enrolled as e
join categories as c on c.school = e.school
join mart_week as w on w.school = e.school and w.week_start = e.week_start
left join absent as a
    on a.school = e.school and a.week_start = e.week_start
    and a.part is not distinct from e.part and a.category = c.category
order by e.school, e.week_start, e.part, c.category
"""


def trends(
    snapshot: Snapshot,
    scope: Scope,
    first: date,
    last: date,
    by: Dimension | None = "afdeling",
    selection: Selection = EVERYTHING,
) -> pl.DataFrame:
    """One row per school week, part of the school (`part`) and category; rates per 100 scheduled lesson hours.

    `by=None` takes the whole selection together. `rate_per_100` is null without a lesson table. `complete` is false
    for a week with suspiciously few registrations, null when the school is too small to tell. Besides the categories
    there are `TOTALS`, in which a lesson hour counts once.
    """
    values = bound(scope, selection, last) | {"first": first, "by": by}
    return snapshot.rows(_TRENDS, values)

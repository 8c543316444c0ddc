"""Whether a school week has as many registrations as the school's own year makes likely."""

from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.viewer import Selection, Viewer, bound

_COMPLETENESS = """
with enrolled as (
    select
        x.school, x.school_year, x.school_week, x.week_start, x.afdeling, x.leerjaar, x.klas, x.mentor,
        cast(sum(x.students) as bigint) as student_days,
        case when count(x.scheduled_fifths) = count(*) then sum(x.scheduled_fifths) / 5.0 end as scheduled_hours
    from mart_enrolment_day as x
    join ref_calendar as n on n.school = x.school and n.date = $on and n.school_year = x.school_year
    join mart_week as w on w.school = x.school and w.week_start = x.week_start and w.ends_on <= $on
    where x.school = $school and list_contains($schools, x.school)
    group by x.school, x.school_year, x.school_week, x.week_start, x.afdeling, x.leerjaar, x.klas, x.mentor
),
unit as (
    -- Without a timetable or lesson table anywhere in the year, days of pupils stand for the hours.
    select school, min(case when scheduled_hours is not null then 1 else 0 end) as by_hours from enrolled group by school
),
registered as (
    select a.school, a.week_start, a.klas, a.mentor, a.leerjaar, a.afdeling, sum(a.registrations) as registrations
    from (
        -- The totals are no category: they would count everything twice.
        select d.school, d.week_start, d.klas, d.mentor, d.leerjaar, d.afdeling, d.missed_hours as registrations
        from mart_absence_day as d
        join ref_category as g on g.category = d.category
        union all
        select p.school, p.week_start, p.klas, p.mentor, p.leerjaar, p.afdeling, 1
        from int_whole_day as w
        join mart_pupil_day as p on p.school = w.school and p.student_id = w.student_id and p.date = w.date
    ) as a
    group by a.school, a.week_start, a.klas, a.mentor, a.leerjaar, a.afdeling
),
parts as (
    select
        e.school, e.school_year, e.school_week, e.week_start, e.afdeling, e.leerjaar, e.klas, e.mentor,
        case when u.by_hours = 1 then e.scheduled_hours else cast(e.student_days as double) end as size,
        r.registrations
    from enrolled as e
    join unit as u on u.school = e.school
    left join registered as r
        on r.school = e.school and r.week_start = e.week_start and r.afdeling = e.afdeling
        and r.leerjaar is not distinct from e.leerjaar and r.klas is not distinct from e.klas
        and r.mentor is not distinct from e.mentor
),
usual as (
    select school, median(rate) as rate from (
        select school, week_start, sum(registrations) / nullif(sum(size), 0) as rate
        from parts group by school, week_start
    ) as weekly
    group by school
),
weeks as (
    select
        p.school, p.school_year, p.school_week, p.week_start, p.afdeling,
        cast(sum(p.registrations) as bigint) as registrations, sum(p.size) as size
    from parts as p
    where ($scope_afdelingen is null or list_contains($scope_afdelingen, p.afdeling))
        and ($scope_mentors is null or list_contains($scope_mentors, p.mentor))
        and (len($afdelingen) = 0 or list_contains($afdelingen, p.afdeling))
        and (len($leerjaren) = 0 or list_contains($leerjaren, p.leerjaar))
        and (len($klassen) = 0 or list_contains($klassen, p.klas))
        and (len($mentors) = 0 or list_contains($mentors, p.mentor))
    group by p.school, p.school_year, p.school_week, p.week_start, p.afdeling
),
settings as (
    select
        max(case when name = 'incomplete_day_share' then value end) as share,
        max(case when name = 'incomplete_day_min_median' then value end) as least
    from ref_setting
)
select
    w.school_week, w.week_start, w.afdeling, a.name as afdeling_name, a.afdeling_order, w.registrations,
    cast(u.rate * w.size as double) as expected,
    cast(w.registrations / nullif(u.rate * w.size, 0) as double) as share,
    -- A group of which little is expected says nothing by being quiet.
    case
        when u.rate * w.size < s.least then null
        when w.registrations is null then true
        else w.registrations < s.share * u.rate * w.size
    end as suspicious,
    m.complete as days_complete
from weeks as w
join usual as u on u.school = w.school
join mart_week as m on m.school = w.school and m.week_start = w.week_start
left join ref_afdeling as a on a.school = w.school and a.afdeling = w.afdeling
cross join settings as s
order by w.week_start desc, a.afdeling_order
"""


def completeness(snapshot: Snapshot, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per whole school week of this year and afdeling: registrations against what the year makes likely.

    `expected` is the school's median of registrations per scheduled lesson hour this year, times the hours of the
    afdeling that week. No registrations at all is null and suspicious, never zero; `suspicious` is null for a part
    too small to tell. `days_complete` is false when the whole school has a suspiciously quiet day that week.
    """
    return snapshot.rows(_COMPLETENESS, bound(viewer, chosen, on) | {"school": school})

"""Sick absence per pupil in every window, and every spell of the school year; for who may see care."""

from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.viewer import EVERYTHING, THIS_YEAR, VISIBLE, Selection, Viewer, bound, care_only

# What counts as sick and the national window are data of the preset.
SICK = """sick as (
    select t.category_set, max(n.window_weeks) as weeks
    from ref_counter_term as t
    join ref_counter as n on n.counter = t.counter
    join ref_condition as c on c.counter = t.counter and c.protocol = 'nl-mazl'
    group by t.category_set
)"""

# School days from a first to a last day on which a pupil was enrolled; `bounds` gives school, first_date, last_date.
ENROLLED = """enrolled as (
    select
        p.school, p.student_id,
        cast(sum(
            b.school_day_rank - a.school_day_rank + case when a.is_school_day then 1 else 0 end
        ) as bigint) as school_days
    from stg_placement as p
    join bounds on bounds.school = p.school and p.valid_from <= bounds.last_date and p.valid_until > bounds.first_date
    join ref_calendar as a on a.school = p.school and a.date = greatest(p.valid_from, bounds.first_date)
    join ref_calendar as b
        on b.school = p.school and b.date = cast(least(p.valid_until - interval 1 day, bounds.last_date) as date)
    group by p.school, p.student_id
)"""

# Pupils who meet the national criteria on the day, and since when.
MAZL = """mazl as (
    select school, student_id, min(reached_on) as since
    from mart_stage_reached
    where protocol = 'nl-mazl' and reached_on <= $on and reached_until >= $on
    group by school, student_id
)"""

_PUPILS = f"""
with {VISIBLE},
{THIS_YEAR},
{SICK},
bounds as (
    select d.school, greatest(d.first_date, r.first_date) as first_date, d.date as last_date
    from this_year as d
    join ref_data_range as r on r.school = d.school
),
{ENROLLED},
sick_days as (
    select
        x.school, x.student_id, x.date, x.hours, x.hours_known, x.spell_start, x.day_in_spell,
        k.t > d.t - 7 * sick.weeks as in_window,
        k.t > d.t - 7 * (select value from ref_setting where name = 'recent_weeks') as recent,
        x.date = d.date as running
    from int_spell_day as x
    join sick on sick.category_set = x.category_set
    join ref_calendar as k on k.school = x.school and k.date = x.date
    join this_year as d on d.school = x.school and x.date >= d.first_date and x.date <= d.date
    where x.school = $school
),
lessons as (
    select l.school, l.student_id, l.date, count(distinct l.lesson_hour) as hours
    from raw_lesson as l
    join sick_days as x on x.school = l.school and x.student_id = l.student_id and x.date = l.date
    group by l.school, l.student_id, l.date
),
days as (
    select
        x.*,
        case when x.hours_known then
            x.hours <= coalesce(l.hours, s.hours_a_day) * (select value from ref_setting where name = 'half_day_share')
        end as half
    from sick_days as x
    join ref_school as s on s.school = x.school
    left join lessons as l on l.school = x.school and l.student_id = x.student_id and l.date = x.date
),
{MAZL}
select
    v.school, v.student_id, v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor,
    -- One day without known hours leaves the sum unknown, not smaller.
    cast(case when bool_and(x.hours_known) then sum(x.hours) end as bigint) as hours_year,
    count(*) as days_year,
    count(case when x.day_in_spell = 1 then 1 end) as spells_year,
    cast(sum(case when x.half then 1 when not x.half then 0 end) as bigint) as half_days_year,
    cast(case
        when bool_and(x.hours_known or not x.in_window) then coalesce(sum(case when x.in_window then x.hours end), 0)
    end as bigint) as hours_12_weeks,
    count(case when x.in_window then 1 end) as days_12_weeks,
    count(case when x.in_window and x.day_in_spell = 1 then 1 end) as spells_12_weeks,
    cast(case
        when bool_and(x.hours_known or not x.recent) then coalesce(sum(case when x.recent then x.hours end), 0)
    end as bigint) as hours_recent,
    count(case when x.recent then 1 end) as days_recent,
    count(case when x.recent and x.day_in_spell = 1 then 1 end) as spells_recent,
    max(x.day_in_spell) as longest_spell_days,
    coalesce(max(case when x.running then x.day_in_spell end), 0) as current_spell_days,
    max(case when x.running then x.spell_start end) as current_spell_start,
    max(x.date) as last_sick_day,
    max(e.school_days) as enrolled_days_year,
    max(m.since) is not null as mazl,
    max(m.since) as mazl_since
from visible as v
join days as x on x.school = v.school and x.student_id = v.student_id
left join enrolled as e on e.school = v.school and e.student_id = v.student_id
left join mazl as m on m.school = v.school and m.student_id = v.student_id
where v.school = $school
group by v.school, v.student_id, v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor
order by days_year desc, spells_year desc, v.sort_name, v.student_id
"""


def sick_pupils(
    snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil who was sick this school year up to the day, most days first.

    `hours_...` are lesson hours (null when those of a day are unknown), `days_...` school days, `spells_...` reports that
    began in the window: this school year, and of it the last 12 school weeks and the recent ones (a setting).
    `half_days_year` are sick days with at most half of the lessons of the day (timetable, else lesson table); null when
    neither tells. The longest and current spell are counted from their first day, also when that lies before the
    holidays or in the year before. `enrolled_days_year`: school days enrolled this year up to the day, null when no list
    tells. `mazl_since` is when the national criteria were met.
    """
    return snapshot.rows(_PUPILS, bound(care_only(viewer), selection, on) | {"school": school})

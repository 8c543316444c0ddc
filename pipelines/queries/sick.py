"""Sick spells and the national criteria for worrying sick absence."""

from datetime import date

import polars as pl

from pipelines.queries.scope import EVERYTHING, ON_DAY, VISIBLE, Scope, Selection, bound, care_only
from pipelines.snapshot import Snapshot

# Pupils who meet the national criteria on the day, and since when.
MAZL = """mazl as (
    select school, student_id, min(reached_on) as since
    from mart_stage_reached
    where protocol = 'nl-mazl' and reached_on <= $on and reached_until >= $on
    group by school, student_id
)"""

_SICK = f"""
with {VISIBLE},
{ON_DAY},
criteria as (
    -- What counts as sick and the moving window are data of the national preset.
    select t.category_set, max(n.window_weeks) as weeks
    from ref_counter_term as t
    join ref_counter as n on n.counter = t.counter
    join ref_condition as c on c.counter = t.counter and c.protocol = 'nl-mazl'
    group by t.category_set
),
days as (
    select
        x.school, x.student_id, x.date, x.hours, x.hours_known, x.day_in_spell, k.t,
        k.school_year = d.school_year as this_year,
        d.date as last_date, d.t as last_t, criteria.weeks
    from int_spell_day as x
    join criteria on criteria.category_set = x.category_set
    join ref_calendar as k on k.school = x.school and k.date = x.date
    join on_day as d on d.school = x.school and x.date <= d.date
),
{MAZL}
select
    v.school,
    v.student_id,
    -- One day without known hours leaves the sum unknown, not smaller.
    cast(case when bool_and(x.hours_known or not this_year) then sum(case when this_year then x.hours end) end as bigint)
        as hours_year,
    count(case when this_year then 1 end) as days_year,
    count(case when this_year and day_in_spell = 1 then 1 end) as spells_year,
    count(case when day_in_spell = 1 and x.t > x.last_t - 7 * x.weeks then 1 end) as spells_12_weeks,
    coalesce(max(case when x.date = x.last_date then day_in_spell end), 0) as current_spell_days,
    max(case when this_year then day_in_spell end) as longest_spell_days,
    max(case when m.since is not null then 1 else 0 end) = 1 as mazl,
    max(m.since) as mazl_since,
    v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor
from visible as v
join days as x on x.school = v.school and x.student_id = v.student_id
left join mazl as m on m.school = v.school and m.student_id = v.student_id
group by v.school, v.student_id, v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor
having count(case when this_year then 1 end) > 0
order by v.school, v.student_id
"""


def sick(snapshot: Snapshot, scope: Scope, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil with a sick registration this school year up to that day.

    Hours are lesson hours, null when those of a day are unknown; days are school days, spells count on their first day;
    `mazl` are the national criteria.
    Nobody without the right to care.
    """
    return snapshot.rows(_SICK, bound(care_only(scope), selection, on))

"""Where pupils stand on the ladders of the protocols."""

from datetime import date

import polars as pl

from pipelines.models.snapshot import Tables
from pipelines.viewer import EVERYTHING, ON_DAY, THIS_YEAR, VISIBLE, Selection, Viewer, bound

# Counters as they stand on the day, of its school year only, whatever the stages make of them; `wanted` names those that
# are asked for.
VALUES = """counter_values as (
    select c.counter, c.school, c.student_id, round(sum(c.amount), 6) as value
    from int_contribution as c
    join wanted on wanted.counter = c.counter
    join this_year as d on d.school = c.school
    left join ref_window as w on w.school = c.school and w.date = d.date and w.window_kind = c.window_kind
    where c.date >= d.first_date
        and c.date <= d.date
        and (c.expires_on is null or c.expires_on > d.date)
        and case c.window_kind
            when 'lesweken' then c.window_key = w.window_key and c.t > d.t - 7 * c.window_weeks
            when 'dag' then c.date = d.date
            else c.window_key = w.window_key
        end
    group by c.counter, c.school, c.student_id
)"""

_STAGES = f"""
with {VISIBLE},
{ON_DAY},
{THIS_YEAR},
wanted as (
    select distinct counter from ref_condition
    where $every_protocol or protocol = $protocol
        or ($protocol is null and protocol in (select protocol from ref_school))
),
{VALUES},
reached as (
    select
        r.*,
        row_number() over (
            partition by r.school, r.student_id, r.protocol, r.ladder
            order by r.reached_on <= $on and r.reached_until >= $on desc, r.level desc, r.reached_on desc,
                r.stage_order desc
        ) as place
    from mart_stage_reached as r
    join ref_school as s on s.school = r.school
    join ref_calendar as c on c.school = r.school and c.date = $on
    join ref_calendar as f on f.school = r.school and f.date = r.reached_on
    -- What holds on the day holds, also where the norm crosses the summer; what lapsed is told of this school year.
    where r.reached_on <= $on
        and (r.reached_until >= $on or ($every_stage and f.school_year = c.school_year))
        and ($every_protocol or r.protocol = coalesce($protocol, s.protocol))
),
holding as (
    select g.school, g.protocol, g.ladder, g.stage, g.student_id, min(g.group_no) as group_no
    from int_group_reached as g
    where g.reached_on <= $on and g.reached_until >= $on
    group by g.school, g.protocol, g.ladder, g.stage, g.student_id
),
spells as (
    -- What a tested pattern rests on: the sick reports of the school year so far.
    select x.school, x.student_id, cast(count(*) as double) as spells
    from int_spell_trait as x
    join this_year as d on d.school = x.school and d.school_year = x.school_year and x.spell_start <= d.date
    where x.kind = 'weekdag'
    group by x.school, x.student_id
),
first_condition as (
    select h.school, h.protocol, h.ladder, h.stage, h.student_id, c.counter
    from holding as h
    join ref_condition as c
        on c.protocol = h.protocol and c.ladder = h.ladder and c.stage = h.stage
        and c.group_no = h.group_no and c.condition_no = 1
)
select
    r.school, r.student_id, r.protocol, r.ladder, r.stage, r.level, r.reached_on,
    cast(case
        when r.reached_until < $on then null
        when rule.rule = 'pattern' then p.spells
        else coalesce(v.value, w.counted, 0)
    end as double) as value,
    s.name, s.sort_name, s.klas, s.leerjaar, s.afdeling, s.mentor
from reached as r
join visible as s on s.school = r.school and s.student_id = r.student_id
join on_day as d on d.school = r.school
left join first_condition as f
    on f.school = r.school and f.protocol = r.protocol and f.ladder = r.ladder
    and f.stage = r.stage and f.student_id = r.student_id
left join counter_values as v
    on v.counter = f.counter and v.school = r.school and v.student_id = r.student_id
left join ref_stage as rule
    on rule.protocol = r.protocol and rule.ladder = r.ladder and rule.stage = r.stage and rule.rule <> 'groups'
left join int_norm_window as w
    on rule.stage is not null and w.school = r.school and w.student_id = r.student_id and w.date = d.date
left join spells as p on rule.rule = 'pattern' and p.school = r.school and p.student_id = r.student_id
where $every_stage or r.place = 1
order by r.school, r.student_id, r.protocol, r.ladder, r.stage, r.level, r.reached_on
"""


def stages(
    tables: Tables,
    viewer: Viewer,
    on: date,
    protocol: str | None = None,
    every_protocol: bool = False,
    every_stage: bool = False,
    selection: Selection = EVERYTHING,
) -> pl.DataFrame:
    """One row per pupil and ladder: the highest stage on that day (or every stage reached so far this school year).

    Without a protocol the one in force at the school. `value` is the counter of the first condition of the group
    that holds, on that day and in its own unit; null for a stretch that lapsed. At a tested pattern it is the number of
    sick reports of the school year.
    """
    values = bound(viewer, selection, on) | {
        "protocol": protocol,
        "every_protocol": every_protocol,
        "every_stage": every_stage,
    }
    return tables.rows(_STAGES, values)

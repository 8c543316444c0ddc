"""Distribution over the stages of ladders: now and through the weeks, and the distance to the next stage."""

from datetime import date

import polars as pl

from pipelines.queries.scope import EVERYTHING, ON_DAY, VISIBLE, Scope, Selection, bound
from pipelines.queries.stages import VALUES
from pipelines.snapshot import Snapshot

_LADDERS = """
select l.protocol, p.name as protocol_name, l.ladder, l.name as ladder_name, l.ladder_order, s.stage, s.name as stage_name,
    s.level, s.stage_order, s.computable, s.needs, s.legal, s.legal_reason, s.place, s.basis
from ref_ladder as l
join ref_protocol as p on p.protocol = l.protocol
join ref_stage as s on s.protocol = l.protocol and s.ladder = l.ladder
order by l.protocol, l.ladder_order, s.level, s.stage_order
"""

_WEEKS = f"""
with {VISIBLE},
weeks as (
    select w.school, w.school_week, w.week_start, w.last_day
    from mart_week as w
    join ref_calendar as c on c.school = w.school and c.date = $on and c.school_year = w.school_year
    where w.week_start <= $on
),
ranked as (
    select
        w.week_start, w.school_week, r.stage, r.level,
        row_number() over (
            partition by w.week_start, r.school, r.student_id
            order by r.level desc, r.reached_on desc, r.stage_order desc
        ) as place
    from mart_stage_reached as r
    join visible as v on v.school = r.school and v.student_id = r.student_id
    join weeks as w
        on w.school = r.school
        and r.reached_on <= least(w.last_day, $on)
        and r.reached_until >= least(w.last_day, $on)
    where r.protocol = $protocol and r.ladder = $ladder
)
select week_start, school_week, stage, level, count(*) as students
from ranked
where place = 1
group by week_start, school_week, stage, level
order by week_start, level, stage
"""

_NEXT = f"""
with {VISIBLE},
{ON_DAY},
{VALUES},
alone as (
    -- Only a group of one condition has a distance that a single number can tell.
    select protocol, ladder, stage, group_no from ref_condition
    group by protocol, ladder, stage, group_no having count(*) = 1
),
ahead as (
    select
        v.school, v.student_id, c.ladder, c.stage, s.level, n.label, x.value, c.number,
        c.number - x.value + case when c.operator = '>' then 1 else 0 end as distance,
        row_number() over (
            partition by v.school, v.student_id, c.ladder
            order by s.level, (c.number - x.value) / c.number, s.stage_order
        ) as place
    from ref_condition as c
    join alone on alone.protocol = c.protocol and alone.ladder = c.ladder and alone.stage = c.stage
        and alone.group_no = c.group_no
    join ref_stage as s on s.protocol = c.protocol and s.ladder = c.ladder and s.stage = c.stage
    join ref_counter as n on n.counter = c.counter
    join counter_values as x on x.counter = c.counter
    join visible as v on v.school = x.school and v.student_id = x.student_id
    left join mart_stage_reached as r
        on r.school = v.school and r.student_id = v.student_id and r.protocol = c.protocol and r.ladder = c.ladder
        and r.level >= s.level and r.reached_on <= $on and r.reached_until >= $on
    where c.protocol = $protocol and r.student_id is null and x.value > 0 and c.number - x.value > 0
)
select school, student_id, ladder, stage as next_stage, level as next_level, label, value, number, distance
from ahead
where place = 1
order by school, student_id, ladder
"""


def ladders(snapshot: Snapshot) -> pl.DataFrame:
    """One row per stage of every protocol, in the order of the ladders."""
    return snapshot.rows(_LADDERS)


def stage_weeks(
    snapshot: Snapshot, scope: Scope, on: date, protocol: str, ladder: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per school week of the year and stage: pupils at that stage at the end of the week."""
    return snapshot.rows(_WEEKS, bound(scope, selection, on) | {"protocol": protocol, "ladder": ladder})


def next_stages(
    snapshot: Snapshot, scope: Scope, on: date, protocol: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil and ladder: the nearest stage above the present one, and what is missing to it."""
    return snapshot.rows(_NEXT, bound(scope, selection, on) | {"protocol": protocol})

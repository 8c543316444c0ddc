"""Distribution over the stages of ladders: now and through the weeks, and the distance to the next stage."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.computable import UNCOMPUTED
from pipelines.questions.stages import VALUES
from pipelines.viewer import CHOSEN, EVERYTHING, PLACED, THIS_YEAR, VISIBLE, Selection, Viewer, bound

_LADDERS = f"""
with {UNCOMPUTED}
select l.protocol, p.name as protocol_name, l.ladder, l.name as ladder_name, l.ladder_order, l.track, s.stage,
    s.name as stage_name, s.level, s.stage_order, s.computable and u.stage is null as computable, s.needs, s.legal,
    s.legal_reason, s.place, s.basis
from ref_ladder as l
join ref_protocol as p on p.protocol = l.protocol
join ref_stage as s on s.protocol = l.protocol and s.ladder = l.ladder
left join uncomputed as u on u.protocol = s.protocol and u.ladder = s.ladder and u.stage = s.stage
order by l.protocol, l.ladder_order, s.level, s.stage_order
"""

# The stage of each pupil on each of some `days`, in the part of the school where he or she was on that day itself. A
# pupil of whom no list knows a placement stays in sight, as on every list of one day.
_ON_DAYS = f"""chosen as (
    select d.school, d.date, x.student_id
    from days as d
    join (
        select s.school, s.student_id, p.valid_from, p.valid_until, p.klas, p.leerjaar, p.mentor,
            coalesce(p.afdeling, 'overig') as afdeling
        from mart_student as s
        left join stg_placement as p on p.school = s.school and p.student_id = s.student_id
    ) as x on x.school = d.school and (x.valid_from is null or (x.valid_from <= d.date and x.valid_until > d.date))
    where {CHOSEN}
),
ranked as (
    select
        c.school, c.date, c.student_id, r.stage, r.level, r.stage_order,
        row_number() over (
            partition by c.school, c.date, c.student_id
            order by r.level desc nulls last, r.reached_on desc, r.stage_order desc
        ) as place
    from chosen as c
    left join (
        select * from mart_stage_reached where protocol = $protocol and ladder = $ladder
    ) as r on r.school = c.school and r.student_id = c.student_id and r.reached_on <= c.date and r.reached_until >= c.date
)"""

_WEEKS = f"""
with days as (
    select w.school, w.school_week, w.week_start, least(w.last_day, $on) as date
    from mart_week as w
    join ref_calendar as c on c.school = w.school and c.date = $on and c.school_year = w.school_year
    where w.week_start <= $on
),
{_ON_DAYS}
select d.week_start, d.school_week, d.date, r.stage, r.level, count(*) as students
from ranked as r
join days as d on d.school = r.school and d.date = r.date
where r.place = 1 and r.stage is not null
group by d.week_start, d.school_week, d.date, r.stage, r.level
order by d.week_start, r.level, r.stage
"""

_MOVES = f"""
with days as (
    select distinct school, date from ref_calendar where date in ($since, $on)
),
{_ON_DAYS},
{PLACED},
present as (
    select * from ranked where place = 1
)
select
    s.school, s.student_id, s.name, s.sort_name, s.klas, s.mentor,
    max(case when r.date = $since then 1 else 0 end) = 1 as was_here,
    max(case when r.date = $on then 1 else 0 end) = 1 as is_here,
    max(case when r.date = $since then r.stage end) as stage_before,
    max(case when r.date = $since then r.level end) as level_before,
    max(case when r.date = $on then r.stage end) as stage_after,
    max(case when r.date = $on then r.level end) as level_after
from present as r
join placed as s on s.school = r.school and s.student_id = r.student_id
group by s.school, s.student_id, s.name, s.sort_name, s.klas, s.mentor
having max(r.stage) is not null
order by s.sort_name, s.student_id
"""

_NEXT = f"""
with {VISIBLE},
{THIS_YEAR},
wanted as (
    select distinct counter from ref_condition where protocol = $protocol
),
{VALUES},
alone as (
    -- Only a group of one condition has a distance that a single number can tell.
    select protocol, ladder, stage, group_no from ref_condition
    group by protocol, ladder, stage, group_no having count(*) = 1
),
ahead as (
    select
        v.school, v.student_id, v.name, v.sort_name, v.klas, v.mentor,
        c.ladder, c.stage, s.level, n.label, x.value, c.number,
        -- More than five times is six; more than twenty percent is anything above it.
        c.number - x.value + case when c.operator = '>' and shares.counter is null then 1 else 0 end as distance,
        row_number() over (
            partition by v.school, v.student_id, c.ladder
            order by s.level, (c.number - x.value) / c.number, s.stage_order
        ) as place
    from ref_condition as c
    join alone on alone.protocol = c.protocol and alone.ladder = c.ladder and alone.stage = c.stage
        and alone.group_no = c.group_no
    join ref_stage as s on s.protocol = c.protocol and s.ladder = c.ladder and s.stage = c.stage
    join ref_counter as n on n.counter = c.counter
    left join (
        select counter from ref_counter_term where unit = 'procent' group by counter
    ) as shares on shares.counter = c.counter
    join counter_values as x on x.counter = c.counter
    join visible as v on v.school = x.school and v.student_id = x.student_id
    left join mart_stage_reached as r
        on r.school = v.school and r.student_id = v.student_id and r.protocol = c.protocol and r.ladder = c.ladder
        and r.level >= s.level and r.reached_on <= $on and r.reached_until >= $on
    where c.protocol = $protocol and r.student_id is null and x.value > 0 and c.number - x.value > 0
)
select school, student_id, name, sort_name, klas, mentor, ladder, stage as next_stage, level as next_level, label,
    value, number, distance
from ahead
where place = 1
order by school, student_id, ladder
"""


def ladders(snapshot: Snapshot, on: date, schools: Sequence[str]) -> pl.DataFrame:
    """One row per stage of every protocol, in the order of the ladders.

    `computable` is false where registrations cannot tell, and where none of the schools has the lessons of the school
    year of the day that the stage is a share of; `needs` says what it takes.
    """
    return snapshot.rows(_LADDERS, {"on": on, "schools": list(schools)})


def stage_weeks(
    snapshot: Snapshot, viewer: Viewer, on: date, protocol: str, ladder: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per school week of the year and stage: pupils at that stage on its last day (`date`), or on the day itself.

    Pupils count in the part of the school where they were at that time, leavers included as long as they were there.
    """
    return snapshot.rows(_WEEKS, bound(viewer, selection, on) | {"protocol": protocol, "ladder": ladder})


def moves(
    snapshot: Snapshot,
    viewer: Viewer,
    since: date,
    on: date,
    protocol: str,
    ladder: str,
    selection: Selection = EVERYTHING,
) -> pl.DataFrame:
    """One row per pupil on the ladder on either of two days: the stage on both, null for none.

    `was_here` and `is_here`: in the chosen part of the school on that day; who joined or left it did not move on the
    ladder.
    """
    values = {"since": since, "protocol": protocol, "ladder": ladder}
    return snapshot.rows(_MOVES, bound(viewer, selection, on) | values)


def next_stages(
    snapshot: Snapshot, viewer: Viewer, on: date, protocol: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil and ladder: the nearest stage above the present one, and what is missing to it."""
    return snapshot.rows(_NEXT, bound(viewer, selection, on) | {"protocol": protocol})

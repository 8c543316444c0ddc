"""Who needs a next step: stages reached and recurring actions of the last school weeks, with role and deadline."""

from datetime import date

import polars as pl

from pipelines.queries.scope import EVERYTHING, ON_DAY, VISIBLE, Scope, Selection, bound
from pipelines.snapshot import Snapshot

_WORKLIST = f"""
with {VISIBLE},
{ON_DAY},
since as (
    select d.school, min(w.week_start) as first_date
    from on_day as d
    join ref_calendar as k on k.school = d.school and k.date = d.date
    join mart_week as w
        on w.school = d.school and w.week_rank <= k.week_rank
        and w.week_rank > k.week_rank - (select value from ref_setting where name = 'worklist_weeks')
    group by d.school
),
current_stage as (
    select
        r.*,
        row_number() over (
            partition by r.school, r.student_id, r.ladder
            order by r.level desc, r.reached_on desc, r.stage_order desc
        ) as place
    from mart_stage_reached as r
    join ref_school as s on s.school = r.school and s.protocol = r.protocol
    where r.reached_on <= $on and r.reached_until >= $on
),
events as (
    select school, protocol, ladder, stage, level, student_id, reached_on as date, cast(1 as bigint) as times,
        false as recurring
    from current_stage
    where place = 1
    union all
    select m.school, m.protocol, m.ladder, m.stage, s.level, m.student_id, m.date, m.times, true
    from mart_recurrence as m
    join ref_school as p on p.school = m.school and p.protocol = m.protocol
    join ref_stage as s on s.protocol = m.protocol and s.ladder = m.ladder and s.stage = m.stage
    where m.date <= $on
),
recent as (
    select e.*, k.school_day_rank, k.week_start = n.week_start as is_new, t.school_day_rank as today_rank
    from events as e
    join since on since.school = e.school and e.date >= since.first_date
    -- A recurring action is due again and again; only those of the present school week are news.
    join on_day as d on d.school = e.school
    join ref_calendar as k on k.school = e.school and k.date = e.date
    join ref_calendar as n on n.school = e.school and n.date = d.date
    join ref_calendar as t on t.school = e.school and t.date = d.date
    where not e.recurring or k.week_start = n.week_start
),
counters as (
    select
        c.protocol, c.ladder, c.stage, v.school, v.student_id, v.date, n.label, c.group_no, v.value, c.operator, c.number,
        row_number() over (
            partition by c.protocol, c.ladder, c.stage, v.school, v.student_id, v.date order by c.group_no, c.condition_no
        ) as place
    from ref_condition as c
    join ref_counter as n on n.counter = c.counter
    join int_counter_day as v
        on v.counter = c.counter
        and ((c.operator = '>=' and v.value >= c.number) or (c.operator = '>' and v.value > c.number))
),
deadlines as (
    select
        a.protocol, a.ladder, a.stage,
        min(a.deadline_school_days) as school_days,
        min(case when a.deadline_school_days is not null then a.deadline_text end) as deadline_text
    from ref_action as a
    group by a.protocol, a.ladder, a.stage
),
due as (
    select
        r.*,
        coalesce(x.school_days, (select value from ref_setting where name = 'step_deadline_school_days')) as allowed_days,
        x.school_days is null as is_default
    from recent as r
    left join deadlines as x on x.protocol = r.protocol and x.ladder = r.ladder and x.stage = r.stage
)
select
    v.school, v.student_id, v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor, v.birth_date,
    due.protocol, due.ladder, l.name as ladder_name, due.stage, s.name as stage_name, due.level, s.legal,
    due.date as reached_on, due.times, due.recurring, due.is_new,
    c.label as counter, c.value, c.number,
    k.date as deadline, due.is_default,
    cast(due.school_day_rank + due.allowed_days - due.today_rank as bigint) as days_left
from due
join visible as v on v.school = due.school and v.student_id = due.student_id
join ref_ladder as l on l.protocol = due.protocol and l.ladder = due.ladder
join ref_stage as s on s.protocol = due.protocol and s.ladder = due.ladder and s.stage = due.stage
left join counters as c
    on c.protocol = due.protocol and c.ladder = due.ladder and c.stage = due.stage
    and c.school = due.school and c.student_id = due.student_id and c.date = due.date and c.place = 1
left join (
    select school, school_day_rank, min(date) as date from ref_calendar where is_school_day group by school, school_day_rank
) as k on k.school = due.school and k.school_day_rank = due.school_day_rank + due.allowed_days
order by due.level desc, days_left, v.sort_name, v.student_id, due.ladder, due.recurring
"""

_ACTIONS = """
select a.protocol, a.ladder, a.stage, a.action_no, a.role, a.what, a.leerjaar_from, a.leerjaar_until, a.adult,
    a.deadline_school_days, a.deadline_text, a.recurring
from ref_action as a
order by a.protocol, a.ladder, a.stage, a.action_no
"""


def worklist(snapshot: Snapshot, scope: Scope, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil and due step: the current stage of each ladder and recurring actions, if recent.

    Recent is the number of school weeks in the settings. `days_left` counts school days, negative when overdue;
    `is_default` says that the deadline is the school's default and not the protocol's.
    """
    return snapshot.rows(_WORKLIST, bound(scope, selection, on))


def actions(snapshot: Snapshot) -> pl.DataFrame:
    """One row per action of a stage: who does what, for which pupils, within how many school days."""
    return snapshot.rows(_ACTIONS)

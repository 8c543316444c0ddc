"""A report of the 16-hour norm is a task, whatever the ladders of the protocol in force say; it is asked once.

The protocol names who makes it, by the report it asks at the lesson hours of the norm, else by its first report. A step
of its own ladder that counts those lesson hours too asks no second report for the hours of a report of the norm.
"""

from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.viewer import EVERYTHING, VISIBLE, Viewer, bound

# Reports of the norm as steps: of `$students` those of the school year, else the recent ones.
NORM_EVENTS = """norm_events as (
    select r.school, s.protocol, s.ladder, s.stage, s.level, r.student_id, r.possible_from as date
    from mart_leerplicht_report as r
    join ref_stage as s on s.rule = 'norm_report' and s.protocol = 'nl-leerplicht'
    join today as t on t.school = r.school
    where r.possible_from <= $on
        and case when $students is null then r.possible_from >= t.first_date
            else r.school_year = t.school_year and list_contains($students, r.student_id) end
)"""

NORM_TASKS = """norm_stages as (
    -- Groups that count lesson hours, and nothing else, over the window of the norm.
    select c.protocol, c.ladder, c.stage, c.group_no
    from ref_condition as c
    join ref_counter as n on n.counter = c.counter
    join ref_counter_term as t on t.counter = n.counter
    group by c.protocol, c.ladder, c.stage, c.group_no
    having bool_and(
        n.window_kind = 'lesweken' and n.window_weeks = (select value from ref_norm where name = 'weeks')
        and t.unit = 'lesuur' and t.max_spell_days is null
    )
),
reporters as (
    select f.protocol, f.role, f.own_what
    from (
        select
            a.protocol, a.role, case when n.stage is not null then a.what end as own_what,
            row_number() over (
                partition by a.protocol order by case when n.stage is null then 1 else 0 end, s.stage_order, a.action_no
            ) as place
        from ref_action as a
        join ref_stage as s on s.protocol = a.protocol and s.ladder = a.ladder and s.stage = a.stage
        left join norm_stages as n on n.protocol = a.protocol and n.ladder = a.ladder and n.stage = a.stage
        where a.report
    ) as f
    where f.place = 1
),
covered as (
    -- Steps whose lesson hours are those of a report of the norm.
    select e.school, e.protocol, e.ladder, e.stage, e.student_id, e.date
    from due as e
    join int_group_reached as g
        on g.school = e.school and g.protocol = e.protocol and g.ladder = e.ladder and g.stage = e.stage
        and g.student_id = e.student_id and g.reached_on = e.date
    join norm_stages as n
        on n.protocol = g.protocol and n.ladder = g.ladder and n.stage = g.stage and n.group_no = g.group_no
    join mart_leerplicht_report as r
        on r.school = e.school and r.student_id = e.student_id and r.begin_date <= e.date and r.possible_from >= e.date
    where not e.recurring
    group by e.school, e.protocol, e.ladder, e.stage, e.student_id, e.date
)"""

# The hours in the window of the norm on the school day of a step.
NORM_HOURS = """norm_days as materialized (
    select e.school, e.student_id, e.date, e.protocol, e.ladder, e.stage, k.date as school_day
    from due as e
    join school_days as k on k.school = e.school and k.place = e.school_day_rank
    join ref_stage as s
        on s.protocol = e.protocol and s.ladder = e.ladder and s.stage = e.stage and s.rule in ('norm_near', 'norm_report')
),
norms as materialized (
    select e.school, e.student_id, e.date, e.protocol, e.ladder, e.stage, w.counted
    from norm_days as e
    join int_norm_window as w on w.school = e.school and w.student_id = e.student_id and w.date = e.school_day
    where w.date >= (select min(school_day) from norm_days)
)"""

_REPORT_STEPS = f"""
with {VISIBLE}
select
    r.school, r.student_id, s.protocol, s.ladder, s.stage, r.possible_from as reached_on, false as recurring,
    r.begin_date, r.end_date
from mart_leerplicht_report as r
join visible as v on v.school = r.school and v.student_id = r.student_id
join ref_stage as s on s.rule = 'norm_report' and s.protocol = 'nl-leerplicht'
where r.possible_from <= $on
"""


def report_steps(snapshot: Snapshot, viewer: Viewer, on: date) -> pl.DataFrame:
    """One row per report of the norm up to a day, as a step, with the first and last day by which a mark names it."""
    return snapshot.rows(_REPORT_STEPS, bound(viewer, EVERYTHING, on))

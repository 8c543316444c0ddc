"""Who went down: stages that lapsed in the last school weeks, and what a quiet time after a step is measured by."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.due import CURRENT, DUE, TODAY
from pipelines.questions.worklist import ACTIONS
from pipelines.viewer import EVERYTHING, THIS_YEAR, VISIBLE, Selection, Viewer, bound

_LAPSED = f"""
with {VISIBLE},
{THIS_YEAR},
{TODAY},
{CURRENT},
school_days as (
    select school, school_day_rank as place, date, school_year from ref_calendar where is_school_day
),
ended as (
    -- The first school day without the stage lies in the weeks looked back over, and in the same school year: that
    -- every ladder starts anew in August is no news about a pupil.
    select
        r.*, f.date as since,
        row_number() over (
            partition by r.school, r.student_id, r.ladder order by r.level desc, r.reached_until desc, r.stage_order desc
        ) as place
    from mart_stage_reached as r
    join ref_school as s on s.school = r.school and s.protocol = r.protocol
    join today as t on t.school = r.school
    join ref_calendar as c on c.school = r.school and c.date = r.reached_until and c.school_year = t.school_year
    join school_days as f
        on f.school = r.school and f.place = c.school_day_rank + 1 and f.school_year = t.school_year
    where f.date >= t.first_date and f.date <= t.date
),
lapsed as (
    select e.school, e.protocol, e.ladder, e.stage, e.level, e.student_id, e.reached_on, e.reached_until, e.since,
        n.stage as now_stage, n.level as now_level
    from ended as e
    left join current_stage as n
        on n.school = e.school and n.student_id = e.student_id and n.ladder = e.ladder and n.place = 1
    where e.place = 1 and (n.student_id is null or n.level < e.level)
),
limits as (
    -- The group that ends with a period or quarter, and what it counts first.
    select g.protocol, g.ladder, g.stage, min(g.group_no) as group_no, min(g.lasts) as lasts
    from ref_stage_group as g
    where g.lasts in ('periode', 'kwartaal')
    group by g.protocol, g.ladder, g.stage
),
counters as (
    select m.*, c.counter, n.label
    from limits as m
    join ref_condition as c
        on c.protocol = m.protocol and c.ladder = m.ladder and c.stage = m.stage and c.group_no = m.group_no
        and c.condition_no = 1
    join ref_counter as n on n.counter = c.counter
),
asked as (
    select l.school, l.student_id, c.protocol, c.ladder, c.stage, c.counter, w.window_key
    from lapsed as l
    join counters as c on c.protocol = l.protocol and c.ladder = l.ladder and c.stage = l.stage
    join today as t on t.school = l.school
    join ref_window as w on w.school = l.school and w.date = t.date and w.window_kind = c.lasts
),
counted as materialized (
    -- Materialized, or DuckDB sums up the whole table before it joins these few rows.
    select a.school, a.student_id, a.protocol, a.ladder, a.stage, x.amount
    from int_contribution as x
    join asked as a
        on a.counter = x.counter and a.school = x.school and a.student_id = x.student_id
        and a.window_key = x.window_key
    where x.date <= $on
),
again as (
    select school, student_id, protocol, ladder, stage, sum(amount) as value
    from counted
    group by school, student_id, protocol, ladder, stage
)
select
    l.school, l.student_id, v.name, v.sort_name, v.klas, v.mentor, l.protocol, l.ladder, d.name as ladder_name,
    l.stage, l.reached_on, l.since, l.now_stage, c.lasts, c.label, w.window_key as ended_key,
    a.window_key as now_key, cast(n.value as double) as value_now
from lapsed as l
join visible as v on v.school = l.school and v.student_id = l.student_id
join ref_ladder as d on d.protocol = l.protocol and d.ladder = l.ladder
left join counters as c on c.protocol = l.protocol and c.ladder = l.ladder and c.stage = l.stage
left join ref_window as w on w.school = l.school and w.date = l.reached_until and w.window_kind = c.lasts
left join asked as a
    on a.school = l.school and a.student_id = l.student_id and a.protocol = l.protocol and a.ladder = l.ladder
    and a.stage = l.stage
left join again as n
    on n.school = l.school and n.student_id = l.student_id and n.protocol = l.protocol and n.ladder = l.ladder
    and n.stage = l.stage
order by l.since desc, v.sort_name, l.student_id, d.ladder_order
"""

# Of pupils who were dealt with: what their step asked and whether they came; why it was due is not asked.
_CURRENT_STEPS = f"""
with {DUE},
{ACTIONS}
select
    e.school, e.student_id, e.name, e.klas, e.leerjaar, e.mentor, e.birth_date,
    e.protocol, e.ladder, l.name as ladder_name, e.stage, e.date as reached_on, e.recurring, a.actions, f.came_on
from due as e
left join actions as a
    on a.school = e.school and a.protocol = e.protocol and a.ladder = e.ladder and a.stage = e.stage
    and a.student_id = e.student_id and a.date = e.date
left join followups as f
    on f.school = e.school and f.protocol = e.protocol and f.ladder = e.ladder and f.stage = e.stage
    and f.student_id = e.student_id and f.date = e.date
join ref_ladder as l on l.protocol = e.protocol and l.ladder = e.ladder
order by e.level desc, e.sort_name, e.student_id, l.ladder_order, e.date
"""

_COUNTED = f"""
with {VISIBLE},
{THIS_YEAR},
counted as (
    select p.school, p.protocol, c.ladder, c.counter
    from ref_school as p
    join ref_condition as c on c.protocol = p.protocol
    group by p.school, p.protocol, c.ladder, c.counter
)
select x.school, x.student_id, n.ladder, x.date
from int_contribution as x
join visible as v on v.school = x.school and v.student_id = x.student_id
join counted as n on n.school = x.school and n.counter = x.counter
join this_year as d on d.school = x.school
join ref_calendar as k on k.school = x.school and k.date = x.date and k.school_year = d.school_year
where x.date <= $on and x.amount > 0 and list_contains($students, x.student_id)
group by x.school, x.student_id, n.ladder, x.date
order by x.school, x.student_id, n.ladder, x.date
"""

_CAME_BACK = f"""
with {VISIBLE},
{THIS_YEAR},
{TODAY}
select f.student_id
from raw_followup as f
join visible as v on v.school = f.school and v.student_id = f.student_id
join today as t on t.school = f.school and f.date >= t.first_date
where f.shown and f.date <= $on
group by f.student_id
order by f.student_id
"""

_DAYS = f"""
with {THIS_YEAR},
{TODAY}
select k.date, k.date >= t.first_date as is_recent
from ref_calendar as k
join today as t on t.school = k.school and t.school_year = k.school_year
where k.is_school_day and k.date <= t.date and list_contains($schools, k.school)
order by k.date
"""


def lapsed(snapshot: Snapshot, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil and ladder whose stage lapsed in the last school weeks and who now is lower, or nowhere.

    `since` is the first school day without it. `lasts` says what ended: periode or kwartaal (`ended_key`), null for
    the window of the national norm that emptied. `value_now` is what the same counter holds in the running one
    (`now_key`), null when nothing was registered.
    """
    return snapshot.rows(_LAPSED, bound(viewer, selection, on))


def current_steps(
    snapshot: Snapshot, viewer: Viewer, on: date, students: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per current step of these pupils, however old: `actions` and `came_on` as in `worklist`, no reasons."""
    return snapshot.rows(_CURRENT_STEPS, bound(viewer, selection, on) | {"students": list(students)})


def counted_days(
    snapshot: Snapshot, viewer: Viewer, on: date, students: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil, ladder of the protocol in force and day of this school year on which something counted."""
    return snapshot.rows(_COUNTED, bound(viewer, selection, on) | {"students": list(students)})


def came_back(snapshot: Snapshot, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> list[str]:
    """Numbers of the pupils with a follow-up to which they came, in the last school weeks."""
    return snapshot.rows(_CAME_BACK, bound(viewer, selection, on))["student_id"].to_list()


def school_days(snapshot: Snapshot, viewer: Viewer, on: date) -> pl.DataFrame:
    """The school days of this school year up to the day; `is_recent` in the weeks that the worklist looks back."""
    values = {name: value for name, value in bound(viewer, EVERYTHING, on).items() if name in ("on", "schools")}
    return snapshot.rows(_DAYS, values)

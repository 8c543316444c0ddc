"""Who needs a next step: stages reached and recurring actions of the last school weeks, with reason and deadlines."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.due import DEADLINE_DAYS, DUE
from pipelines.questions.norm_task import NORM_HOURS, NORM_TASKS
from pipelines.viewer import EVERYTHING, VISIBLE, Selection, Viewer, bound

# Why: the conditions of the group by which the step was reached, as they were on its day. A recurring action counts
# what its stage repeats by.
REASONS = """groups as materialized (
    -- Materialized, or DuckDB sums up the whole table before it joins these few rows.
    select e.school, e.protocol, e.ladder, e.stage, e.student_id, e.date, e.t, g.group_no
    from int_group_reached as g
    join due as e
        on e.school = g.school and e.protocol = g.protocol and e.ladder = g.ladder and e.stage = g.stage
        and e.student_id = g.student_id and e.date = g.reached_on
    where not e.recurring and g.reached_on >= (select date from first_due)
),
held as (
    select school, protocol, ladder, stage, student_id, date, t, min(group_no) as group_no
    from groups
    group by school, protocol, ladder, stage, student_id, date, t
),
conditions as (
    select h.*, false as recurring, c.condition_no, c.counter, c.operator, c.number, cast(null as double) as value
    from held as h
    join ref_condition as c
        on c.protocol = h.protocol and c.ladder = h.ladder and c.stage = h.stage and c.group_no = h.group_no
    union all
    select
        e.school, e.protocol, e.ladder, e.stage, e.student_id, e.date, e.t, 1, true, 1, q.counter, '>=', q.first_number,
        e.value
    from due as e
    join ref_recurrence as q on q.protocol = e.protocol and q.ladder = e.ladder and q.stage = e.stage
    where e.recurring
),
terms as (
    select
        n.counter, n.label, n.window_kind, n.window_weeks, count(*) as terms,
        max(case when t.term_no = 1 then t.unit end) as unit,
        max(case when t.term_no = 1 then t.category_set end) as category_set
    from ref_counter_term as t
    join ref_counter as n on n.counter = t.counter
    group by n.counter, n.label, n.window_kind, n.window_weeks
),
asked as materialized (
    select c.*, n.label, n.window_kind, n.window_weeks, n.terms, n.unit, n.category_set
    from conditions as c
    join terms as n on n.counter = c.counter
),
counted as (
    -- Not summed up after the join, or DuckDB sums up the whole table before it.
    select v.counter, v.school, v.student_id, v.date, v.value
    from (select distinct counter, school, student_id, date from asked) as a
    join int_counter_day as v
        on v.counter = a.counter and v.school = a.school and v.student_id = a.student_id and v.date = a.date
    where v.date >= (select date from first_due)
),
starts as (
    select p.school, p.student_id, p.category_set, p.date, p.spell_start
    from int_spell_day as p
    join asked as a
        on a.school = p.school and a.student_id = p.student_id and a.category_set = p.category_set
        and a.date = p.date and a.window_kind = 'dag'
    group by p.school, p.student_id, p.category_set, p.date, p.spell_start
),
spells as (
    select s.school, s.student_id, s.category_set, s.date, s.spell_start, max(p.day_in_spell) as spell_days
    from int_spell_day as p
    join starts as s
        on s.school = p.school and s.student_id = p.student_id and s.category_set = p.category_set
        and s.spell_start = p.spell_start
    where p.date <= $on
    group by s.school, s.student_id, s.category_set, s.date, s.spell_start
),
moments as (
    select school, date, t, window_weeks from asked where window_kind = 'lesweken'
    group by school, date, t, window_weeks
),
windows as (
    select m.school, m.date, m.window_weeks, min(c.date) as window_start
    from moments as m
    join ref_calendar as k on k.school = m.school and k.date = m.date
    join ref_calendar as c
        on c.school = m.school and c.is_school_day and c.t > m.t - 7 * m.window_weeks and c.date <= m.date
        and c.school_year = k.school_year
    group by m.school, m.date, m.window_weeks
),
reasons as (
    select
        a.school, a.protocol, a.ladder, a.stage, a.student_id, a.date, a.recurring,
        list(struct_pack(
            label := a.label, unit := a.unit, terms := a.terms, value := coalesce(a.value, v.value),
            operator := a.operator, number := a.number, window_kind := a.window_kind,
            window_weeks := a.window_weeks, window_key := k.window_key, window_start := w.window_start,
            spell_start := p.spell_start, spell_days := p.spell_days
        ) order by a.condition_no) as reasons
    from asked as a
    left join counted as v
        on v.counter = a.counter and v.school = a.school and v.student_id = a.student_id and v.date = a.date
    left join spells as p
        on p.school = a.school and p.student_id = a.student_id and p.category_set = a.category_set
        and p.date = a.date and a.window_kind = 'dag'
    left join windows as w on w.school = a.school and w.date = a.date and w.window_weeks = a.window_weeks
    left join ref_window as k on k.school = a.school and k.date = a.date and k.window_kind = a.window_kind
    group by a.school, a.protocol, a.ladder, a.stage, a.student_id, a.date, a.recurring
)"""

# What: every action of the step with its own deadline; without those that this registration or this day does not ask.
ACTIONS = f"""{DEADLINE_DAYS},
{NORM_TASKS},
planned as materialized (
    select m.school, m.student_id, m.protocol, m.ladder, m.stage, m.date, m.action_no, m.again, m.role, m.times
    from mart_action as m
    join (select distinct school, student_id, protocol, ladder, stage, date, recurring from due) as e
        on e.school = m.school and e.student_id = m.student_id and e.protocol = m.protocol and e.ladder = m.ladder
        and e.stage = m.stage and e.date = m.date and e.recurring = m.again
    where m.date >= (select date from first_due)
),
terms_of as (
    select
        e.school, e.protocol, e.ladder, e.stage, e.student_id, e.date, e.recurring, e.today_rank, e.school_day_rank,
        e.working_day_rank, a.action_no, coalesce(n.role, a.role) as role, coalesce(n.own_what, a.what) as what,
        a.leerjaar_from, a.leerjaar_until, a.adult, a.followup,
        a.deadline_text, a.deadline_working_days as in_working_days, a.deadline_school_days is null as is_default,
        coalesce(a.deadline_school_days, of_school.default_term_days) as allowed,
        coalesce(m.times, 1) as times
    from due as e
    join ref_school as of_school on of_school.school = e.school
    join ref_action as a on a.protocol = e.protocol and a.ladder = e.ladder and a.stage = e.stage
    left join planned as m
        on m.school = e.school and m.student_id = e.student_id and m.protocol = e.protocol and m.ladder = e.ladder
        and m.stage = e.stage and m.date = e.date and m.action_no = a.action_no and m.again = e.recurring
    left join reporters as n
        on n.protocol = of_school.protocol and of_school.protocol <> e.protocol and a.report
    left join covered as x
        on x.school = e.school and x.protocol = e.protocol and x.ladder = e.ladder and x.stage = e.stage
        and x.student_id = e.student_id and x.date = e.date and not e.recurring and a.report
    where x.school is null and (m.role is not null or (a.first and not e.recurring and not a.restates and len(a.after) = 0))
),
actions as (
    select
        a.school, a.protocol, a.ladder, a.stage, a.student_id, a.date, a.recurring,
        list(struct_pack(
            role := a.role, what := a.what, leerjaar_from := a.leerjaar_from, leerjaar_until := a.leerjaar_until,
            adult := a.adult, followup := a.followup, deadline_text := a.deadline_text, is_default := a.is_default,
            times := a.times,
            deadline := case when a.in_working_days then w.date else s.date end,
            days_left := cast(case
                when a.in_working_days then w.school_day_rank else a.school_day_rank + a.allowed
            end - a.today_rank as bigint)
        ) order by a.action_no) as actions
    from terms_of as a
    left join school_days as s on s.school = a.school and s.place = a.school_day_rank + a.allowed
    left join working_days as w on w.school = a.school and w.place = a.working_day_rank + a.allowed
    group by a.school, a.protocol, a.ladder, a.stage, a.student_id, a.date, a.recurring
),
followups as (
    select
        e.school, e.protocol, e.ladder, e.stage, e.student_id, e.date, e.recurring,
        min(case when f.shown then f.date end) as came_on,
        list(f.date order by f.date) filter (where not f.shown) as missed_on
    from raw_followup as f
    join due as e on e.school = f.school and e.student_id = f.student_id and f.date >= e.date
    where f.date <= $on
    group by e.school, e.protocol, e.ladder, e.stage, e.student_id, e.date, e.recurring
)"""

_WORKLIST = f"""
with {DUE},
{REASONS},
{ACTIONS},
{NORM_HOURS}
select
    e.school, e.student_id, e.name, e.sort_name, e.klas, e.leerjaar, e.afdeling, e.mentor, e.birth_date,
    e.protocol, e.ladder, l.name as ladder_name, e.stage, s.name as stage_name, s.rule, e.level, s.legal, s.repeat_every,
    e.date as reached_on, e.times, e.recurring, e.is_new, e.today_rank,
    r.reasons, w.counted as norm_hours, a.actions, f.came_on, f.missed_on
from due as e
left join reasons as r
    on r.school = e.school and r.protocol = e.protocol and r.ladder = e.ladder and r.stage = e.stage
    and r.student_id = e.student_id and r.date = e.date and r.recurring = e.recurring
left join actions as a
    on a.school = e.school and a.protocol = e.protocol and a.ladder = e.ladder and a.stage = e.stage
    and a.student_id = e.student_id and a.date = e.date and a.recurring = e.recurring
left join followups as f
    on f.school = e.school and f.protocol = e.protocol and f.ladder = e.ladder and f.stage = e.stage
    and f.student_id = e.student_id and f.date = e.date and f.recurring = e.recurring
join ref_ladder as l on l.protocol = e.protocol and l.ladder = e.ladder
join ref_stage as s on s.protocol = e.protocol and s.ladder = e.ladder and s.stage = e.stage
left join norms as w
    on w.school = e.school and w.student_id = e.student_id and w.date = e.date
    and w.protocol = e.protocol and w.ladder = e.ladder and w.stage = e.stage
left join covered as x
    on x.school = e.school and x.protocol = e.protocol and x.ladder = e.ladder and x.stage = e.stage
    and x.student_id = e.student_id and x.date = e.date and not e.recurring
-- A step of which nothing is left to ask is the report of the norm itself.
where x.school is null or a.actions is not null
order by e.level desc, e.sort_name, e.student_id, l.ladder_order, e.recurring, e.date
"""

_KNOWN = f"""
with {VISIBLE},
known as (
    select school, student_id, protocol, ladder, stage, reached_on, false as recurring from mart_stage_reached
    union all
    select school, student_id, protocol, ladder, stage, date, true from mart_recurrence
)
select k.school, k.student_id, k.protocol, k.ladder, k.stage, k.reached_on, k.recurring
from known as k
join visible as v on v.school = k.school and v.student_id = k.student_id
where list_contains($students, k.student_id)
order by k.school, k.student_id, k.protocol, k.ladder, k.stage, k.reached_on, k.recurring
"""


def worklist(
    snapshot: Snapshot,
    viewer: Viewer,
    on: date,
    selection: Selection = EVERYTHING,
    students: Sequence[str] | None = None,
) -> pl.DataFrame:
    """One row per pupil and due step: the current stage of each ladder and recurring actions, if recent.

    Recent is the number of school weeks in the settings; for recurring actions the present one. With `students` the
    current stages of those pupils, however old, and nothing recurring. Every report of the 16-hour norm is a step of
    `nl-leerplicht`, on the day from which it can be made, for the role that the protocol in force names; a step of its
    own ladders over the same lesson hours asks no second report.

    `reasons` holds the conditions with their counters on the day of the step; empty for the national norm, which has
    `norm_hours`, and for a tested pattern (`rule`). `actions` holds every action that the step asks, whoever it is
    for, with its deadline, how many `times` it is asked that day and `days_left` in school days, negative when overdue;
    `is_default` says that the deadline is the school's and not the protocol's. `came_on` is the first follow-up since
    then to which the pupil came, `missed_on` those to which not.
    """
    values = bound(viewer, selection, on) | {"students": None if students is None else list(students)}
    return snapshot.rows(_WORKLIST, values)


def known_steps(
    snapshot: Snapshot, viewer: Viewer, on: date, students: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per step that pupils ever reached by any protocol, and per recurring action, as the data are now."""
    return snapshot.rows(_KNOWN, bound(viewer, selection, on) | {"students": list(students)})

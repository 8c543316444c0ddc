"""Protocols beside each other on the same pupils: pupils per stage, actions and reports, on a day and through the year."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.models.snapshot import Tables
from pipelines.questions.computable import UNCOMPUTED
from pipelines.viewer import EVERYTHING, VISIBLE, Selection, Viewer, bound

# The stage of each pupil on each ladder of the chosen protocols, as `stages` tells it.
STANDING = """standing as (
    select
        r.school, r.student_id, r.protocol, r.ladder, r.stage, r.level, r.reached_on,
        row_number() over (
            partition by r.school, r.student_id, r.protocol, r.ladder
            order by r.level desc, r.reached_on desc, r.stage_order desc
        ) as place
    from mart_stage_reached as r
    join visible as v on v.school = r.school and v.student_id = r.student_id
    where r.reached_on <= $on and r.reached_until >= $on and list_contains($protocols, r.protocol)
)"""

# What was to be done this school year up to the day, for the pupils of the selection.
DONE = """done as (
    select a.*
    from mart_action as a
    join visible as v on v.school = a.school and v.student_id = a.student_id
    join ref_calendar as c on c.school = a.school and c.date = $on and c.school_year = a.school_year
    where a.date <= $on and list_contains($protocols, a.protocol)
)"""

_COMPARE = f"""
with {VISIBLE},
{STANDING},
{DONE},
{UNCOMPUTED},
pupils as (
    select protocol, ladder, stage, count(*) as students from standing where place = 1 group by protocol, ladder, stage
),
acted as (
    select protocol, ladder, stage, role, cast(sum(times) as bigint) as actions
    from done
    group by protocol, ladder, stage, role
),
roles as (
    select protocol, ladder, stage, role from ref_action group by protocol, ladder, stage, role
)
select
    s.protocol, s.ladder, s.stage, s.level, r.role,
    -- A stage that cannot be computed has no number; the others count from zero.
    case
        when not s.computable or u.stage is not null then null when p.students is null then 0 else p.students
    end as students,
    case
        when not s.computable or u.stage is not null then null when a.actions is null then 0 else a.actions
    end as actions,
    l.name as ladder_name, l.track, t.label as track_name, t.track_order, l.ladder_order, s.name as stage_name, s.stage_order
from ref_stage as s
join ref_ladder as l on l.protocol = s.protocol and l.ladder = s.ladder
join ref_track as t on t.track = l.track
left join roles as r on r.protocol = s.protocol and r.ladder = s.ladder and r.stage = s.stage
left join uncomputed as u on u.protocol = s.protocol and u.ladder = s.ladder and u.stage = s.stage
left join pupils as p on p.protocol = s.protocol and p.ladder = s.ladder and p.stage = s.stage
left join acted as a on a.protocol = s.protocol and a.ladder = s.ladder and a.stage = s.stage and a.role = r.role
where list_contains($protocols, s.protocol)
order by s.protocol, s.ladder, s.stage, s.level, r.role
"""

_ACTION_WEEKS = f"""
with {VISIBLE},
{DONE}
select d.protocol, d.ladder, d.role, d.week_start, w.school_week, cast(sum(d.times) as bigint) as actions
from done as d
join mart_week as w on w.school = d.school and w.week_start = d.week_start
group by d.protocol, d.ladder, d.role, d.week_start, w.school_week
order by d.protocol, d.ladder, d.role, d.week_start
"""

# Ladders of one protocol may ask for the same report (kgc-2021): a pupil is reported once a day.
_REPORTS = f"""
with {VISIBLE},
{DONE},
reported as (
    select protocol, school, student_id, date from done where report group by protocol, school, student_id, date
)
select p.protocol, count(r.date) as reports, count(distinct r.student_id) as students
from ref_protocol as p
left join reported as r on r.protocol = p.protocol
where list_contains($protocols, p.protocol)
group by p.protocol
order by p.protocol
"""

_STAGE_WEEKS = f"""
with {VISIBLE},
weeks as (
    select w.school, w.school_week, w.week_start, least(w.last_day, $on) as day, w.school_year
    from mart_week as w
    join ref_calendar as c on c.school = w.school and c.date = $on and c.school_year = w.school_year
    where w.week_start <= $on
),
spans as (
    select
        r.school, r.student_id, r.protocol, r.ladder, r.stage, r.reached_on, least(r.reached_until, $on) as reached_until,
        -- Higher is higher; then the later one; then the later one in the file.
        (r.level * 1000000 + f.day) * 1000000 + r.stage_order as rank
    from mart_stage_reached as r
    join visible as v on v.school = r.school and v.student_id = r.student_id
    join ref_calendar as c on c.school = r.school and c.date = $on
    join ref_calendar as f on f.school = r.school and f.date = r.reached_on and f.school_year = c.school_year
    where r.reached_on <= $on and list_contains($protocols, r.protocol)
),
turns as (
    -- Days on which the stage of a pupil on a ladder may change.
    select school, student_id, protocol, ladder, reached_on as day from spans
    union
    select school, student_id, protocol, ladder, cast(reached_until + interval 1 day as date) from spans
),
held as (
    select t.school, t.student_id, t.protocol, t.ladder, t.day, arg_max(s.stage, s.rank) as stage
    from turns as t
    left join spans as s
        on s.school = t.school and s.student_id = t.student_id and s.protocol = t.protocol and s.ladder = t.ladder
        and s.reached_on <= t.day and s.reached_until >= t.day
    group by t.school, t.student_id, t.protocol, t.ladder, t.day
),
segments as (
    select
        school, protocol, ladder, stage, day,
        lead(day) over (partition by school, student_id, protocol, ladder order by day) as next_day
    from held
)
select g.protocol, g.ladder, g.stage, s.level, w.week_start, w.school_week, count(*) as students
from segments as g
join weeks as w on w.school = g.school and w.day >= g.day and w.day < g.next_day
join ref_stage as s on s.protocol = g.protocol and s.ladder = g.ladder and s.stage = g.stage
group by g.protocol, g.ladder, g.stage, s.level, w.week_start, w.school_week
order by g.protocol, g.ladder, s.level, g.stage, w.week_start
"""

_SIDE_BY_SIDE = """
with entering as (
    select a.protocol, a.ladder, a.stage, s.level, s.stage_order, a.role,
        row_number() over (partition by a.protocol, a.ladder order by s.stage_order, a.action_no) as place,
        min(s.stage_order) over (partition by a.protocol, a.ladder) as first_order
    from ref_action as a
    join ref_stage as s on s.protocol = a.protocol and s.ladder = a.ladder and s.stage = a.stage
    join ref_role as r on r.role = a.role and r.steps_in
),
first_stage as (
    select protocol, ladder, stage, level, string_agg(distinct role, ', ' order by role) as roles
    from entering
    where stage_order = first_order
    group by protocol, ladder, stage, level
)
select
    t.track, t.label as track_name, t.track_order, l.protocol, l.ladder, l.name as ladder_name, l.ladder_order,
    f.stage as enters_at, f.level as enters_level, s.name as enters_name, f.roles as enters
from ref_ladder as l
join ref_track as t on t.track = l.track
left join first_stage as f on f.protocol = l.protocol and f.ladder = l.ladder
left join ref_stage as s on s.protocol = f.protocol and s.ladder = f.ladder and s.stage = f.stage
where list_contains($protocols, l.protocol)
order by t.track_order, l.protocol, l.ladder_order
"""


def asked(viewer: Viewer, selection: Selection, on: date, protocols: Sequence[str]) -> dict[str, object]:
    """The values that the queries of a comparison ask for."""
    return bound(viewer, selection, on) | {"protocols": list(protocols)}


def compare(
    tables: Tables, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol, ladder, stage and role.

    `students` are the pupils who stand at that stage on the day (so each row of a stage has the same number), `actions`
    what that role had to do because of the stage this school year up to that day: once each time it became a pupil's
    stage, and at every repetition where the action recurs. Both are null for a stage that cannot be computed.
    """
    return tables.rows(_COMPARE, asked(viewer, selection, on, protocols))


def action_weeks(
    tables: Tables, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol, ladder, role and school week of the year with actions."""
    return tables.rows(_ACTION_WEEKS, asked(viewer, selection, on, protocols))


def report_counts(
    tables: Tables, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol: reports to leerplicht (DUO) this school year up to the day, and the pupils reported.

    What two ladders report of one pupil on one day is one report.
    """
    return tables.rows(_REPORTS, asked(viewer, selection, on, protocols))


def stage_weeks(
    tables: Tables, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol, ladder, stage and school week of the year: pupils at that stage at the end of the week."""
    return tables.rows(_STAGE_WEEKS, asked(viewer, selection, on, protocols))


def side_by_side(tables: Tables, protocols: Sequence[str]) -> pl.DataFrame:
    """One row per ladder, by track: the first stage on which an adult steps in (null when none does), and who.

    Who steps in, and who only registers or carries out a measure, stands in `protocols/comparison.toml`.
    """
    return tables.rows(_SIDE_BY_SIDE, {"protocols": list(protocols)})

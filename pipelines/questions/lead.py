"""How early a protocol brings in an adult, against the day on which pupils reach the 16-hour norm.

Reading: the norm is the national one as the school counts it, the same for every protocol; an adult steps in with the
first action of a role that steps in, on a track of unauthorised absence (both in `protocols/comparison.toml`). Missed
is who reached the norm without such an action on an earlier day; idle is who got one and never came near the norm this
school year. Idle does not mean needless: the action may be why the pupil did not come near.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.models.snapshot import Tables
from pipelines.questions.protocols_compared import DONE, asked
from pipelines.viewer import EVERYTHING, VISIBLE, Selection, Viewer

_STEPPED = """stepped as (
    select d.protocol, d.school, d.student_id, min(d.date) as first_step, cast(sum(d.times) as bigint) as actions,
        count(distinct d.ladder || '/' || d.stage) as stages
    from done as d
    join ref_role as r on r.role = d.role and r.steps_in
    join ref_ladder as l on l.protocol = d.protocol and l.ladder = d.ladder
    join ref_track as t on t.track = l.track and t.unauthorised
    group by d.protocol, d.school, d.student_id
),
reached as (
    select r.school, r.student_id, min(r.end_date) as norm_on
    from mart_leerplicht_report as r
    join visible as v on v.school = r.school and v.student_id = r.student_id
    join ref_calendar as c on c.school = r.school and c.date = $on and c.school_year = r.school_year
    where r.possible_from <= $on
    group by r.school, r.student_id
)"""

_LEAD = f"""
with {VISIBLE},
{DONE},
{_STEPPED}
select
    p.protocol, n.school, n.student_id, n.norm_on,
    case when s.first_step < n.norm_on then s.first_step end as first_step,
    case when s.first_step < n.norm_on then b.school_day_rank - a.school_day_rank end as lead_school_days,
    s.first_step is null or s.first_step >= n.norm_on as missed,
    v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor
from ref_protocol as p
cross join reached as n
join visible as v on v.school = n.school and v.student_id = n.student_id
join ref_calendar as b on b.school = n.school and b.date = n.norm_on
left join stepped as s on s.protocol = p.protocol and s.school = n.school and s.student_id = n.student_id
left join ref_calendar as a on a.school = s.school and a.date = s.first_step
where list_contains($protocols, p.protocol)
order by p.protocol, v.sort_name, n.student_id
"""

_STEPS = f"""
with {VISIBLE},
{DONE},
{_STEPPED},
near as (
    select w.school, w.student_id
    from int_norm_window as w
    join ref_calendar as k on k.school = w.school and k.date = w.date
    join ref_calendar as c on c.school = w.school and c.date = $on and c.school_year = k.school_year
    where w.date <= $on and w.counted >= (select value from ref_norm where name = 'near_hours')
    group by w.school, w.student_id
)
select s.protocol, s.school, s.student_id, s.first_step, s.stages, s.actions, n.student_id is null as idle,
    v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor
from stepped as s
join visible as v on v.school = s.school and v.student_id = s.student_id
left join near as n on n.school = s.school and n.student_id = s.student_id
where list_contains($protocols, s.protocol)
order by s.protocol, v.sort_name, s.student_id
"""


def lead(
    tables: Tables, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol and pupil who reached the norm this school year up to the day.

    `lead_school_days` are the school days from the first step of an adult to the day of the 16th hour, null when there
    was no step on an earlier day (`missed`).
    """
    return tables.rows(_LEAD, asked(viewer, selection, on, protocols))


def steps(
    tables: Tables, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol and pupil for whom an adult stepped in this school year; `idle` who never came near the norm.

    With the day of the first step, and how many stages and actions there were.
    """
    return tables.rows(_STEPS, asked(viewer, selection, on, protocols))

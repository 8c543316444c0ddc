"""One pupil: registrations by day and lesson hour, placements, steps and sick spells."""

from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.computable import UNCOMPUTED
from pipelines.questions.stages import VALUES
from pipelines.viewer import EVERYTHING, THIS_YEAR, VISIBLE, Selection, Viewer, bound

_SLOTS = f"""
with {VISIBLE}
select s.date, c.school_week, c.week_start, c.iso_weekday, s.lesson_hour, s.category, s.subject
from (
    select school, student_id, date, lesson_hour, category, subject from int_slot
    union all
    select school, student_id, date, null, category, null from int_whole_day
) as s
join visible as v on v.school = s.school and v.student_id = s.student_id
join ref_calendar as c on c.school = s.school and c.date = s.date
join ref_calendar as n on n.school = s.school and n.date = $on and n.school_year = c.school_year
where s.school = $school and s.student_id = $student_id and s.date <= $on
order by s.date, s.lesson_hour, s.category
"""

_STEPS = f"""
with {VISIBLE}
select r.protocol, r.ladder, l.name as ladder_name, r.stage, s.name as stage_name, r.level, r.reached_on, r.reached_until,
    r.reached_until >= $on as holds, s.place, s.basis
from mart_stage_reached as r
join visible as v on v.school = r.school and v.student_id = r.student_id
join ref_ladder as l on l.protocol = r.protocol and l.ladder = r.ladder
join ref_stage as s on s.protocol = r.protocol and s.ladder = r.ladder and s.stage = r.stage
join ref_calendar as k on k.school = r.school and k.date = r.reached_on
join ref_calendar as n on n.school = r.school and n.date = $on
where r.school = $school and r.student_id = $student_id and r.protocol = $protocol and r.reached_on <= $on
    and (n.school_year = k.school_year or r.reached_until >= $on)
order by r.reached_on desc, l.ladder_order, r.level desc
"""

# Every condition of the ladders beside the counter as it stands; a counter without a row counted nothing.
_COUNTERS = f"""
with {VISIBLE},
{THIS_YEAR},
wanted as (
    select distinct counter from ref_condition where protocol = $protocol
),
{VALUES},
{UNCOMPUTED},
shares as (
    select counter from ref_counter_term where unit = 'procent' group by counter
)
select l.ladder, l.name as ladder_name, l.ladder_order, c.counter, n.label, s.stage, s.level,
    c.operator, c.number, x.value, h.counter is not null as share,
    count(*) over (partition by c.protocol, c.ladder, c.stage, c.group_no) > 1 as with_others
from ref_condition as c
join ref_ladder as l on l.protocol = c.protocol and l.ladder = c.ladder
join ref_stage as s on s.protocol = c.protocol and s.ladder = c.ladder and s.stage = c.stage
join ref_counter as n on n.counter = c.counter
join visible as v on v.school = $school and v.student_id = $student_id
left join shares as h on h.counter = c.counter
left join uncomputed as u on u.protocol = s.protocol and u.ladder = s.ladder and u.stage = s.stage
left join counter_values as x on x.counter = c.counter and x.school = v.school and x.student_id = v.student_id
where c.protocol = $protocol and u.stage is null
order by l.ladder_order, n.label, s.level, c.number
"""

_FOLLOWUPS = f"""
with {VISIBLE}
select f.date, f.measure, f.shown
from raw_followup as f
join visible as v on v.school = f.school and v.student_id = f.student_id
join ref_calendar as k on k.school = f.school and k.date = f.date
join ref_calendar as n on n.school = f.school and n.date = $on and n.school_year = k.school_year
where f.school = $school and f.student_id = $student_id and f.date <= $on
order by f.date desc, f.source_id
"""

_PLACEMENTS = f"""
with {VISIBLE}
select p.klas, p.leerjaar, p.afdeling, p.mentor, p.valid_from, p.valid_until
from stg_placement as p
join visible as v on v.school = p.school and v.student_id = p.student_id
where p.school = $school and p.student_id = $student_id and p.valid_from <= $on
order by p.valid_from desc
"""

_SPELLS = f"""
with {VISIBLE}
select x.spell_start, max(x.date) as last_day, max(x.day_in_spell) as school_days,
    cast(case when bool_and(x.hours_known) then sum(x.hours) end as bigint) as hours, max(x.date) = max(d.date) as running
from int_spell_day as x
join visible as v on v.school = x.school and v.student_id = x.student_id
join (
    select distinct t.category_set from ref_counter_term as t
    join ref_condition as c on c.counter = t.counter and c.protocol = 'nl-mazl'
) as criteria on criteria.category_set = x.category_set
join ref_calendar as k on k.school = x.school and k.date = x.date
join ref_calendar as n on n.school = x.school and n.date = $on and n.school_year = k.school_year
join (
    select school, max(date) as date from ref_calendar where is_school_day and date <= $on group by school
) as d on d.school = x.school
where x.school = $school and x.student_id = $student_id and x.date <= $on
group by x.spell_start
order by x.spell_start desc
"""

_STUDENTS = f"""
with {VISIBLE}
select school, student_id, name, sort_name, birth_date, klas, leerjaar, afdeling, mentor
from visible
order by sort_name, student_id
"""


def students(snapshot: Snapshot, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil enrolled on the day (or of unknown enrolment), by name."""
    return snapshot.rows(_STUDENTS, bound(viewer, selection, on))


def slots(snapshot: Snapshot, viewer: Viewer, on: date, school: str, student_id: str) -> pl.DataFrame:
    """One row per registration of the pupil this school year up to the day, by lesson hour; null: hours unknown."""
    return _of_pupil(snapshot, _SLOTS, viewer, on, school, student_id)


def steps(snapshot: Snapshot, viewer: Viewer, on: date, school: str, student_id: str, protocol: str) -> pl.DataFrame:
    """One row per stage reached this school year or still holding; `holds` says whether the pupil still is there."""
    return _of_pupil(snapshot, _STEPS, viewer, on, school, student_id, protocol=protocol)


def counters(snapshot: Snapshot, viewer: Viewer, on: date, school: str, student_id: str, protocol: str) -> pl.DataFrame:
    """One row per condition of the protocol: the counter as it stands for the pupil, and the number of the stage.

    `value` is in the unit of the counter; null when nothing was counted in its window. `with_others`: the stage asks
    for more than this condition. `share`: the counter is a share of lessons. Stages without a number here are left out.
    """
    return _of_pupil(snapshot, _COUNTERS, viewer, on, school, student_id, protocol=protocol)


def followups(snapshot: Snapshot, viewer: Viewer, on: date, school: str, student_id: str) -> pl.DataFrame:
    """One row per follow-up of this school year that a file brought; `shown`: whether the pupil came, null unknown."""
    return _of_pupil(snapshot, _FOLLOWUPS, viewer, on, school, student_id)


def placements(snapshot: Snapshot, viewer: Viewer, on: date, school: str, student_id: str) -> pl.DataFrame:
    """One row per klas that the pupil was in, newest first; `valid_until` is the first day after."""
    return _of_pupil(snapshot, _PLACEMENTS, viewer, on, school, student_id)


def spells(snapshot: Snapshot, viewer: Viewer, on: date, school: str, student_id: str) -> pl.DataFrame:
    """One row per sick spell of this school year up to the day; lengths in school days, `hours` null when not all known."""
    return _of_pupil(snapshot, _SPELLS, viewer, on, school, student_id)


def _of_pupil(
    snapshot: Snapshot, sql: str, viewer: Viewer, on: date, school: str, student_id: str, **more: str
) -> pl.DataFrame:
    values = bound(viewer, EVERYTHING, on) | {"school": school, "student_id": student_id} | more
    return snapshot.rows(sql, values)

"""The 16-hour norm per pupil: reports, pupils who come near, and which hours leave the window when."""

from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.viewer import CHOSEN, EVERYTHING, ON_DAY, PLACED, VISIBLE, Selection, Viewer, bound

# Counting starts again after the end of the last report that could be made before the day.
RESTARTS = """restarts as (
    select r.school, r.student_id, max(r.end_date) as end_date
    from int_norm_report as r
    join on_day as d on d.school = r.school and r.possible_from < d.date
    group by r.school, r.student_id
)"""

_STATES = f"""
with {VISIBLE},
{ON_DAY},
rule as (
    select
        max(case when name = 'hours' then value end) as hours,
        max(case when name = 'near_hours' then value end) as near_hours,
        cast(max(case when name = 'weeks' then value end) as bigint) as weeks,
        max(case when name = 'days_between_reports' then value end) as days_between
    from ref_norm
),
window_days as (
    select d.school, min(c.date) as first_date
    from on_day as d
    cross join rule
    join ref_school as s on s.school = d.school
    join ref_calendar as c
        on c.school = d.school and c.t > d.t - 7 * rule.weeks and c.date <= d.date
        and (s.norm_crosses_summer or c.school_year = d.school_year)
    group by d.school
),
reports as (
    select r.*, row_number() over (partition by r.school, r.student_id order by r.report_number desc) as place
    from mart_leerplicht_report as r
    join ref_calendar as c on c.school = r.school and c.date = $on and c.school_year = r.school_year
    where r.possible_from <= $on
),
{RESTARTS}
select
    v.school,
    v.student_id,
    case when r.student_id is not null then 'melding' else 'nadert' end as state,
    coalesce(w.judged, 0) as hours,
    coalesce(w.unknown, 0) as hours_unknown,
    greatest(rule.hours - coalesce(w.counted, 0), 0) as hours_left,
    cast(greatest(b.first_date, coalesce(p.end_date + interval 1 day, b.first_date)) as date) as window_start,
    r.report_number,
    r.begin_date,
    r.end_date,
    r.due_on,
    r.crosses_summer,
    -- The hours of a next report may be there before it can be made.
    case when r.possible_from < d.date and w.counted >= rule.hours
        then cast(r.possible_from + cast(rule.days_between as integer) as date)
    end as next_possible_from,
    r.duty,
    r.age,
    coalesce(w.counted, 0) as counted,
    coalesce(w.counted >= rule.near_hours and (r.possible_from is null or r.possible_from < d.date), false) as nears,
    v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor
from visible as v
cross join rule
join on_day as d on d.school = v.school
join window_days as b on b.school = v.school
left join int_norm_window as w on w.school = v.school and w.student_id = v.student_id and w.date = d.date
left join reports as r on r.school = v.school and r.student_id = v.student_id and r.place = 1
left join restarts as p on p.school = v.school and p.student_id = v.student_id
where r.student_id is not null or w.counted >= rule.near_hours
order by v.school, v.student_id
"""

_REPORTS = f"""
with {PLACED}
select
    r.school, r.student_id, r.report_number, r.begin_date, r.end_date, r.possible_from, r.due_on, r.crosses_summer,
    r.duty, r.age, r.judged, r.unknown, u.working_day_rank - c.working_day_rank as working_days_left, x.name, x.sort_name,
    x.birth_date, x.klas, x.leerjaar, x.afdeling, x.mentor
from mart_leerplicht_report as r
join ref_calendar as c on c.school = r.school and c.date = $on and c.school_year = r.school_year
join ref_calendar as u on u.school = r.school and u.date = r.due_on
join placed as x on x.school = r.school and x.student_id = r.student_id
where r.possible_from <= $on
    and {CHOSEN}
order by r.school, r.student_id, r.report_number
"""

_LEAVING = f"""
with {VISIBLE},
{ON_DAY},
rule as (
    select cast(max(case when name = 'weeks' then value end) as bigint) as weeks from ref_norm
),
{RESTARTS},
inside as (
    select n.*, 7 * rule.weeks as width
    from int_norm_day as n
    cross join rule
    join on_day as d on d.school = n.school and n.date <= d.date and n.t > d.t - 7 * rule.weeks
    join visible as v on v.school = n.school and v.student_id = n.student_id
    join ref_school as s on s.school = n.school
    join ref_calendar as k on k.school = n.school and k.date = n.date
        and (s.norm_crosses_summer or k.school_year = d.school_year)
    left join restarts as p on p.school = n.school and p.student_id = n.student_id
    where p.end_date is null or n.date > p.end_date
)
select i.school, i.student_id, i.date, i.judged, i.unknown, min(c.date) as leaves_on
from inside as i
left join ref_calendar as c
    on c.school = i.school and c.is_school_day and c.t >= i.t + i.width and c.date > i.date
group by i.school, i.student_id, i.date, i.judged, i.unknown
order by i.school, i.student_id, i.date
"""


def leerplicht(snapshot: Snapshot, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil with a report this school year (`melding`) or near the norm (`nadert`), hours of the norm.

    `hours` are judged hours in the window since the last report, `hours_unknown` those without a known reason;
    `hours_left` is what is missing to the norm, with the unknown hours where the protocol counts them; `nears` says
    whether the pupil comes near a first or a next report; `next_possible_from` is the first day on which a report can
    be made whose hours are there already.
    """
    return snapshot.rows(_STATES, bound(viewer, selection, on))


def reports(snapshot: Snapshot, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per report of the school year up to that day, pupils who left since then included (in their last klas).

    A report is known from `possible_from` on. `judged` and `unknown` are its hours; `working_days_left` counts from the
    day to the due date.
    """
    return snapshot.rows(_REPORTS, bound(viewer, selection, on))


def leaving(snapshot: Snapshot, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil and day with hours in the window, and the first school day on which they no longer count."""
    return snapshot.rows(_LEAVING, bound(viewer, selection, on))

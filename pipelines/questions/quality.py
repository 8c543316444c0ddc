"""How good the imported data are: what is missing, doubled, unmapped or impossible, each as the list itself."""

from datetime import date, datetime
from typing import Any

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.viewer import EVERYTHING, Selection, Viewer, bound

# One row per pupil inside the viewer and the choice, with the last klas known on the day: who has left since, or is
# on no list at all, still has registrations that somebody must look at.
OWNED = """placed as (
    select p.*, row_number() over (
        partition by p.school, p.student_id order by p.valid_from <= $on desc, p.valid_from desc
    ) as place
    from stg_placement as p
),
owned as (
    select
        s.school, s.student_id, s.name, s.sort_name, p.klas, p.mentor, coalesce(p.afdeling, 'overig') as afdeling,
        p.student_id is not null as placed
    from mart_student as s
    left join placed as p on p.school = s.school and p.student_id = s.student_id and p.place = 1
    where s.school = $school and list_contains($schools, s.school)
        and ($scope_afdelingen is null or list_contains($scope_afdelingen, coalesce(p.afdeling, 'overig')))
        and ($scope_mentors is null or list_contains($scope_mentors, p.mentor))
        and (len($afdelingen) = 0 or list_contains($afdelingen, coalesce(p.afdeling, 'overig')))
        and (len($leerjaren) = 0 or list_contains($leerjaren, p.leerjaar))
        and (len($klassen) = 0 or list_contains($klassen, p.klas))
        and (len($mentors) = 0 or list_contains($mentors, p.mentor))
)"""

# One row per registration of the school year of the day, up to that day.
REGISTERED = """registered as (
    select
        r.school, r.student_id, r.date, r.hour_from, r.hour_to, r.code, c.category, k.is_school_day, k.vacation,
        o.name, o.sort_name, o.klas, o.mentor, o.placed
    from raw_registration as r
    join stg_code as c
        on c.school = r.school and c.code = r.code and c.kind = coalesce(r.kind, '')
        and c.flag = coalesce(cast(r.authorised as varchar), '')
    join owned as o on o.school = r.school and o.student_id = r.student_id
    join ref_calendar as k on k.school = r.school and k.date = r.date
    join ref_calendar as n on n.school = r.school and n.date = $on and n.school_year = k.school_year
    where r.date <= $on
)"""

_CODES = f"""
with {OWNED}
select
    c.code, c.description, c.kind, c.flag, c.category, c.basis, c.contradiction,
    count(*) as registrations, min(r.date) as first_date, max(r.date) as last_date
from raw_registration as r
join owned as o on o.school = r.school and o.student_id = r.student_id
join stg_code as c
    on c.school = r.school and c.code = r.code and c.kind = coalesce(r.kind, '')
    and c.flag = coalesce(cast(r.authorised as varchar), '')
where r.date <= $on
group by c.code, c.description, c.kind, c.flag, c.category, c.basis, c.contradiction
order by registrations desc, c.code, c.kind, c.flag
"""

_FREE_DAYS = f"""
with {OWNED},
{REGISTERED}
select student_id, name, klas, mentor, date, hour_from, hour_to, code, vacation
from registered
where not is_school_day and category <> 'aanwezig'
order by date desc, sort_name, hour_from
"""

_OUTSIDE = f"""
with {OWNED},
{REGISTERED}
select r.student_id, r.name, r.klas, r.mentor, r.date, r.hour_from, r.hour_to, r.code
from registered as r
where r.placed and r.category <> 'aanwezig' and not exists (
    select 1 from stg_placement as p
    where p.school = r.school and p.student_id = r.student_id and p.valid_from <= r.date and p.valid_until > r.date
)
order by r.date desc, r.sort_name, r.hour_from
"""

_WITHOUT_KLAS = f"""
with {OWNED},
{REGISTERED}
select
    r.student_id, r.name, r.klas, r.mentor,
    not exists (
        select 1 from raw_pupil as p where p.school = r.school and p.student_id = r.student_id
    ) as unlisted,
    count(*) as registrations, max(r.date) as last_date
from registered as r
where r.klas is null
group by r.school, r.student_id, r.name, r.sort_name, r.klas, r.mentor
order by r.sort_name, r.student_id
"""

# Late and sent out of the same lesson may both be true; absent and something else in one lesson cannot. Nothing tells
# whether two lates without a lesson hour were of one lesson.
_DOUBLE_SLOTS = f"""
with {OWNED}
select
    s.student_id, o.name, o.klas, o.mentor, s.date, s.lesson_hour,
    string_agg(s.code, ' + ' order by s.code) as codes, count(*) as registrations
from stg_registration as s
join ref_category as g on g.category = s.category and (g.absent or g.authorised is not null)
join owned as o on o.school = s.school and o.student_id = s.student_id
join ref_calendar as k on k.school = s.school and k.date = s.date and k.is_school_day
join ref_calendar as n on n.school = s.school and n.date = $on and n.school_year = k.school_year
where s.date <= $on and (s.lesson_hour is not null or not s.hours_known)
group by s.student_id, o.name, o.sort_name, o.klas, o.mentor, s.date, s.lesson_hour
having count(*) > 1 and (bool_or(g.absent) or count(*) > count(distinct s.category))
order by s.date desc, o.sort_name, s.lesson_hour
"""

_UNKNOWN_HOURS = f"""
with {OWNED}
select
    s.student_id, o.name, o.klas, o.mentor, s.date, s.lesson_hour,
    cast(t.school_day_rank - k.school_day_rank as bigint) as age_school_days
from int_slot as s
join ref_category as g on g.category = s.category and g.provisional
join owned as o on o.school = s.school and o.student_id = s.student_id
join ref_calendar as k on k.school = s.school and k.date = s.date
join ref_calendar as n on n.school = s.school and n.date = $on and n.school_year = k.school_year
join (
    select school, max(school_day_rank) as school_day_rank from ref_calendar
    where is_school_day and date <= $on group by school
) as t on t.school = s.school
where s.date <= $on
order by age_school_days desc, o.sort_name, s.lesson_hour
"""

_CORRECTIONS = f"""
with {OWNED}
select c.student_id, o.name, o.klas, o.mentor, c.date, c.hour_from, c.old_code, c.new_code, c.kind
from raw_correction as c
join owned as o on o.school = c.school and o.student_id = c.student_id
where c.moment = $moment
order by c.date desc, o.sort_name, c.hour_from
"""


def codes(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per code, type and flag in the registrations up to the day, with category and who gave it that one."""
    return _rows(snapshot, _CODES, viewer, on, school, EVERYTHING)


def free_days(snapshot: Snapshot, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per registration of this school year on a day without lessons."""
    return _rows(snapshot, _FREE_DAYS, viewer, on, school, chosen)


def outside_enrolment(snapshot: Snapshot, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per registration of this school year on a day on which the pupil was in no klas."""
    return _rows(snapshot, _OUTSIDE, viewer, on, school, chosen)


def without_klas(snapshot: Snapshot, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per pupil with registrations this school year and no klas; `unlisted`: on no pupil list either."""
    return _rows(snapshot, _WITHOUT_KLAS, viewer, on, school, chosen)


def double_slots(snapshot: Snapshot, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per pupil and lesson hour of this school year with registrations that cannot all be true."""
    return _rows(snapshot, _DOUBLE_SLOTS, viewer, on, school, chosen)


def unknown_hours(snapshot: Snapshot, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per lesson hour of this school year without a known reason, and its age in school days on the day."""
    return _rows(snapshot, _UNKNOWN_HOURS, viewer, on, school, chosen)


def corrections(
    snapshot: Snapshot, viewer: Viewer, on: date, school: str, chosen: Selection, moment: datetime
) -> pl.DataFrame:
    """One row per registration that the import of that moment (UTC) changed or withdrew."""
    return _rows(snapshot, _CORRECTIONS, viewer, on, school, chosen, moment=moment)


def _rows(
    snapshot: Snapshot, sql: str, viewer: Viewer, on: date, school: str, chosen: Selection, **more: Any
) -> pl.DataFrame:
    return snapshot.rows(sql, bound(viewer, chosen, on) | {"school": school} | more)

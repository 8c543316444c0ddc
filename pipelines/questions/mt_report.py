"""What the management report counts: the last school weeks, the ones before, and the same ones of the year before."""

from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.denominator import FIFTHS, OWN, Denominator, year_before
from pipelines.questions.due import CURRENT
from pipelines.questions.sickness import SICK
from pipelines.viewer import CHOSEN, EVERYTHING, THIS_YEAR, VISIBLE, Viewer, bound, care_only

NOW, BEFORE, LAST_YEAR = "nu", "eerder", "vorig jaar"
MEASURES = ("ongeoorloofd", "ziek", "te_laat")

# School days of the three periods. They stay inside a school year: the summer makes no good week before. The year
# before goes up to the same day of the same school week.
_PERIODS = f"""{THIS_YEAR},
here as (
    select
        d.school, d.date, d.school_year, c.school_week, c.iso_weekday,
        (select value from ref_setting where name = 'recent_weeks') as weeks
    from this_year as d
    join ref_calendar as c on c.school = d.school and c.date = d.date
    where d.school = $school and list_contains($schools, d.school)
),
days as materialized (
    select
        c.school, c.school_year, c.school_week, c.week_start, c.date,
        case
            when c.school_year <> h.school_year then 'vorig jaar'
            when c.school_week > h.school_week - h.weeks then 'nu'
            when c.school_week > h.school_week - h.weeks - h.weeks then 'eerder'
        end as period
    from here as h
    join ref_data_range as r on r.school = h.school
    join ref_calendar as c on c.school = h.school and c.is_school_day and c.date >= r.first_date and c.date <= h.date
    where c.school_year = h.school_year
        or (
            c.school_year = $year_before and c.school_week > h.school_week - h.weeks
            and (
                c.school_week < h.school_week
                or (c.school_week = h.school_week and c.iso_weekday <= h.iso_weekday)
            )
        )
),
periods as (
    select d.school, d.period, max(d.date) as date
    from days as d
    where d.period is not null
    group by d.school, d.period
)"""

_PERIOD_ROWS = f"""
with {_PERIODS}
select
    d.period, min(d.date) as first_date, max(d.date) as last_date, min(d.school_week) as first_week,
    max(d.school_week) as last_week, count(distinct d.week_start) as weeks,
    count(distinct case when w.complete then null when w.complete is null then null else d.week_start end) as incomplete,
    bool_or(d.period = 'nu' and w.ends_on > $on) as running
from days as d
join mart_week as w on w.school = d.school and w.week_start = d.week_start
where d.period is not null
group by d.period
"""

_PUPIL_WEEKS = f"""
with {_PERIODS},
{SICK},
measures as (
    select 'ongeoorloofd' as measure, 'totaal_ongeoorloofd' as category
    union all
    select 'te_laat', 'te_laat_ongeoorloofd'
    union all
    select 'ziek', s.category from ref_category_set as s join sick on sick.category_set = s.category_set
),
sure as materialized (
    select d.* from days as d
    join mart_week as w on w.school = d.school and w.week_start = d.week_start and w.complete is distinct from false
),
enrolled as (
    select
        x.student_id, x.afdeling, d.period, d.school_year, d.school_week, d.week_start,
        count(*) as days,
        -- One day without hours leaves the sum unknown, not smaller.
        case when count(x.scheduled_fifths) = count(*) then sum(x.scheduled_fifths) / 5.0 end as scheduled_hours,
        case when count({FIFTHS}) = count(*) then sum({FIFTHS}) / 5.0 end as compared_hours
    from mart_pupil_day as x
    join sure as d on d.school = x.school and d.date = x.date
    where {CHOSEN}
    group by x.student_id, x.afdeling, d.period, d.school_year, d.school_week, d.week_start
),
slots as (
    select distinct x.student_id, x.afdeling, x.week_start, x.date, x.lesson_hour, m.measure
    from mart_missed_hour as x
    join measures as m on m.category = x.category
    join sure as d on d.school = x.school and d.date = x.date
    where {CHOSEN}
),
missed as (
    select
        student_id, afdeling, week_start,
        count(case when measure = 'ongeoorloofd' then 1 end) as ongeoorloofd,
        count(case when measure = 'ziek' then 1 end) as ziek,
        count(case when measure = 'te_laat' then 1 end) as te_laat
    from slots
    group by student_id, afdeling, week_start
),
unknown as (
    -- Of a whole day of which nothing tells the lessons the hours are not known: the sum of the week is unknown too.
    select
        x.student_id, x.afdeling, x.week_start,
        bool_or(p.category is not null) as ongeoorloofd,
        bool_or(sick.category is not null) as ziek
    from int_whole_day as w
    join mart_pupil_day as x on x.school = w.school and x.student_id = w.student_id and x.date = w.date
    join sure as d on d.school = x.school and d.date = x.date
    join ref_school as s on s.school = w.school
    left join ref_protocol_unauthorised as p on p.protocol = s.protocol and p.category = w.category
    left join (
        select m.category from ref_category_set as m join sick on sick.category_set = m.category_set
    ) as sick on sick.category = w.category
    where {CHOSEN}
    group by x.student_id, x.afdeling, x.week_start
)
select
    e.student_id, e.afdeling as part, e.period, e.school_year, e.school_week, e.week_start, e.days, e.scheduled_hours,
    e.compared_hours,
    -- An enrolled pupil without a registration missed nothing: the weeks of which data are missing are left out.
    case when u.ongeoorloofd then null when m.student_id is null then 0 else m.ongeoorloofd end as ongeoorloofd,
    case when u.ziek then null when m.student_id is null then 0 else m.ziek end as ziek,
    case when m.student_id is null then 0 else m.te_laat end as te_laat
from enrolled as e
left join missed as m
    on m.student_id = e.student_id and m.week_start = e.week_start and m.afdeling = e.afdeling
left join unknown as u
    on u.student_id = e.student_id and u.week_start = e.week_start and u.afdeling = e.afdeling
order by e.week_start, e.afdeling, e.student_id
"""

_COUNTS = f"""
with {_PERIODS},
placed as (
    -- A pupil of whom no list knows a placement stays in sight, as on every list of one day.
    select
        d.school, d.period, d.date, s.student_id, coalesce(p.afdeling, 'overig') as afdeling, p.leerjaar, p.klas,
        p.mentor
    from periods as d
    join mart_student as s on s.school = d.school
    left join stg_placement as p on p.school = s.school and p.student_id = s.student_id
    where p.valid_from is null or (p.valid_from <= d.date and p.valid_until > d.date)
),
reached as (
    select distinct x.school, x.period, x.student_id
    from placed as x
    join ref_calendar as k on k.school = x.school and k.date = x.date
    join mart_leerplicht_report as r
        on r.school = x.school and r.student_id = x.student_id and r.school_year = k.school_year
        and r.possible_from <= x.date
),
worrying as (
    select distinct x.school, x.period, x.student_id
    from placed as x
    join mart_stage_reached as r
        on r.school = x.school and r.student_id = x.student_id
        and r.protocol = 'nl-mazl' and r.reached_on <= x.date and r.reached_until >= x.date
)
select
    x.period, x.afdeling as part, count(*) as students, count(r.student_id) as reached,
    case when $care then count(w.student_id) end as worrying
from placed as x
left join reached as r on r.school = x.school and r.period = x.period and r.student_id = x.student_id
left join worrying as w on w.school = x.school and w.period = x.period and w.student_id = x.student_id
where {CHOSEN}
group by x.period, x.afdeling
"""

_STAGES = f"""
with {VISIBLE},
{CURRENT}
select r.ladder, r.stage, v.afdeling as part, count(*) as students
from current_stage as r
join visible as v on v.school = r.school and v.student_id = r.student_id
where r.place = 1 and r.school = $school
group by r.ladder, r.stage, v.afdeling
"""


def periods(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per period that has data: `nu`, `eerder`, `vorig jaar`, with its days, school weeks and incomplete weeks.

    `running`: the last of its weeks is not over on the day.
    """
    values = _values(viewer, on, school)
    return snapshot.rows(_PERIOD_ROWS, {name: values[name] for name in ("on", "schools", "school", "year_before")})


def pupil_weeks(
    snapshot: Snapshot, viewer: Viewer, on: date, school: str, denominator: Denominator = OWN
) -> pl.DataFrame:
    """One row per pupil, afdeling (`part`) and school week of this year, and of the period of the year before.

    `days` are school days of enrolment, `scheduled_hours` null when neither timetable nor lesson table tells,
    `compared_hours` those of the `denominator` of both years. The measures are lesson hours: unauthorised by the protocol in
    force, sick (the hours of the national criteria), and late without a valid reason; null where a whole day has no
    known hours. Weeks of which data are missing are left out. `period` is null before them.
    """
    return snapshot.rows(_PUPIL_WEEKS, _values(viewer, on, school) | {"denominator": denominator})


def counts(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per period and afdeling: pupils on its last day, and how many of them reached a national norm that year.

    `reached`: 16 unauthorised hours at least once. `worrying`: sick absence by the national criteria, null for who may
    not see care.
    """
    return snapshot.rows(_COUNTS, _values(viewer, on, school) | {"care": bool(care_only(viewer).schools)})


def stage_counts(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per ladder of the protocol in force, stage and afdeling (`part`): pupils whose stage it is on the day."""
    return snapshot.rows(_STAGES, bound(viewer, EVERYTHING, on) | {"school": school})


def _values(viewer: Viewer, on: date, school: str) -> dict[str, object]:
    return bound(viewer, EVERYTHING, on) | {"school": school, "year_before": year_before(on)}

"""What can be reported at DUO, in DUO's own kinds, with the days and lesson hours: unauthorised only.

Kinds: `relatief` (16 hours in four school weeks), `luxe` (unauthorised holiday, at once), `maand` (every school day of
more than four school weeks) and `achttien` (18 up to 23, four school weeks: a duty without a startkwalificatie).
"""

from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.viewer import CHOSEN, EVERYTHING, PLACED, Selection, Viewer, bound

EPISODES = f"""
{PLACED},
year as (select school, school_year, date from ref_calendar where date = $on),
numbers as (
    select
        cast(max(case when name = 'adult_weeks' then value end) as bigint) as adult_weeks,
        max(case when name = 'due_working_days' then value end) as due_working_days,
        max(case when name = 'duty_until_age' then value end) as duty_until_age,
        max(case when name = 'adult_until_age' then value end) as adult_until_age
    from ref_norm
),
sets as (
    select c.ladder, t.category_set
    from ref_condition as c
    join ref_counter_term as t on t.counter = c.counter
    where c.protocol = 'nl-leerplicht'
    group by c.ladder, t.category_set
),
long_days as (
    -- Who is away every day of so many weeks is away at least that many days.
    select x.school, x.student_id, x.spell_start, x.date
    from int_spell_day as x
    join sets on sets.category_set = x.category_set and sets.ladder = 'maand'
    cross join numbers
    where x.spell_days >= numbers.adult_weeks and x.date <= $on
),
spells as (
    -- The weeks are full when the next school day lies that far beyond the first.
    select
        x.school, x.student_id, x.spell_start as begin_date, max(x.date) as end_date, min(m.reached_on) as month_on,
        min(case when n.t - f.t >= 7 * numbers.adult_weeks then x.date end) as adult_on
    from long_days as x
    cross join numbers
    join ref_calendar as f on f.school = x.school and f.date = x.spell_start
    join ref_calendar as k on k.school = x.school and k.date = x.date
    join ref_calendar as n on n.school = x.school and n.is_school_day and n.school_day_rank = k.school_day_rank + 1
    left join mart_stage_reached as m
        on m.school = x.school and m.student_id = x.student_id and m.reached_on = x.date
        and m.protocol = 'nl-leerplicht' and m.ladder = 'maand'
    group by x.school, x.student_id, x.spell_start
),
luxe_days as (
    select
        d.school, d.student_id, d.date, d.hours,
        c.school_day_rank - row_number() over (partition by d.school, d.student_id order by d.date) as stretch
    from int_set_day as d
    join sets on sets.category_set = d.category_set and sets.ladder = 'luxe'
    join ref_calendar as c on c.school = d.school and c.date = d.date and c.is_school_day
    where d.date <= $on
),
found as (
    select school, student_id, 'relatief' as kind, report_number, begin_date, end_date, end_date as reached_on, due_on
    from mart_leerplicht_report
    where possible_from <= $on
    union all
    select school, student_id, 'luxe', null, min(date), max(date), min(date), min(date)
    from luxe_days
    group by school, student_id, stretch
    union all
    select s.school, s.student_id, 'maand', null, s.begin_date, s.end_date, s.month_on, min(u.date)
    from spells as s
    cross join numbers
    join ref_calendar as c on c.school = s.school and c.date = s.month_on
    join ref_calendar as u
        on u.school = s.school
        and u.is_working_day
        and u.working_day_rank = c.working_day_rank + numbers.due_working_days
    group by s.school, s.student_id, s.begin_date, s.end_date, s.month_on
    union all
    select school, student_id, 'achttien', null, begin_date, end_date, adult_on, null from spells
    where adult_on is not null
),
aged as (
    select
        f.*,
        year(f.reached_on) - year(x.birth_date)
        - case
            when month(f.reached_on) * 100 + day(f.reached_on) < month(x.birth_date) * 100 + day(x.birth_date) then 1
            else 0
        end as age,
        x.name, x.sort_name, x.birth_date, x.klas, x.leerjaar, x.afdeling, x.mentor
    from found as f
    join year on year.school = f.school
    join ref_calendar as c on c.school = f.school and c.date = f.end_date and c.school_year = year.school_year
    join placed as x on x.school = f.school and x.student_id = f.student_id
),
episodes as (
    select
        x.*, x.age is null or x.age < numbers.duty_until_age as duty,
        u.working_day_rank - c.working_day_rank as working_days_left
    from aged as x
    cross join numbers
    join ref_calendar as c on c.school = x.school and c.date = $on
    left join ref_calendar as u on u.school = x.school and u.date = x.due_on
    where x.kind <> 'achttien' or (x.age >= numbers.duty_until_age and x.age < numbers.adult_until_age)
)
"""

_DAYS = f"""
with {EPISODES},
amounts as (
    select school, student_id, date, 'norm' as origin, judged, late, case when counted > judged then unknown else 0 end as unknown
    from int_norm_day
    where counted > 0
    union all
    select d.school, d.student_id, d.date, 'luxe', d.hours * s.hour_factor, 0, 0
    from luxe_days as d
    join ref_school as s on s.school = d.school
),
chosen as (select x.* from episodes as x where {CHOSEN}),
days as (
    select a.*, x.kind, x.begin_date, x.end_date
    from amounts as a
    join chosen as x
        on x.school = a.school
        and x.student_id = a.student_id
        and x.begin_date <= a.date
        and x.end_date >= a.date
        and a.origin = case when x.kind = 'luxe' then 'luxe' else 'norm' end
),
lessons as (
    -- The timetable is large: the few days that are asked for stand last in the join.
    select l.school, l.student_id, l.date, count(distinct l.lesson_hour) as lessons
    from raw_lesson as l
    join days as d on d.school = l.school and d.student_id = l.student_id and d.date = l.date
    group by l.school, l.student_id, l.date
)
select
    x.school, x.student_id, x.kind, x.report_number, x.begin_date, x.end_date, x.reached_on, x.due_on,
    x.working_days_left, x.age, x.duty, x.name, x.sort_name, x.birth_date, x.klas, x.leerjaar, x.afdeling, x.mentor,
    d.date, cast(d.judged + d.unknown as double) as hours, cast(d.late as double) as late_hours,
    cast((d.judged - d.late + d.unknown) / s.hour_factor as double) as missed_lessons,
    cast(d.unknown / s.hour_factor as double) as unknown_lessons, l.lessons
from chosen as x
join ref_school as s on s.school = x.school
left join days as d
    on d.school = x.school
    and d.student_id = x.student_id
    and d.kind = x.kind
    and d.begin_date = x.begin_date
    and d.end_date = x.end_date
left join lessons as l on l.school = d.school and l.student_id = d.student_id and l.date = d.date
order by x.school, x.end_date desc, x.sort_name, x.student_id, x.kind, d.date
"""


def report_days(snapshot: Snapshot, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per report of any kind of the school year up to that day and day with hours in it, latest report first.

    Of the report, pupils who left included: `reached_on` is the day that made it one, on which `age` is
    taken; `end_date` of a month that goes on is its last day so far; `due_on` is null where no date is set. Of the day:
    `hours` are those of the norm, of which `late_hours` by the weight of lates. In lesson hours: `missed_lessons`, of
    which `unknown_lessons` have no known reason yet (only where they count), and `lessons`, null without a timetable.
    A report of which the protocol in force counts no hour has one row without a day.
    """
    return snapshot.rows(_DAYS, bound(viewer, selection, on))

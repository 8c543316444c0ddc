"""What is due on a day: parts of queries that the worklist and the list of recovered pupils share."""

from pipelines.questions.norm_task import NORM_EVENTS
from pipelines.viewer import THIS_YEAR, VISIBLE

# The day looked from, and the first day of the school weeks looked back over; holiday weeks do not count.
TODAY = """today as (
    select d.school, d.date, d.school_year, k.week_start, k.school_day_rank, min(w.week_start) as first_date
    from this_year as d
    join ref_calendar as k on k.school = d.school and k.date = d.date
    join ref_calendar as w
        on w.school = d.school and w.week_rank <= k.week_rank
        and w.week_rank > k.week_rank - (select value from ref_setting where name = 'worklist_weeks')
    group by d.school, d.date, d.school_year, k.week_start, k.school_day_rank
)"""

# A deadline lies so many days further: the law counts working days, everything else school days.
DEADLINE_DAYS = """school_days as (
    select school, school_day_rank as place, date from ref_calendar where is_school_day
),
working_days as (
    select school, working_day_rank as place, date, school_day_rank from ref_calendar where is_working_day
)"""

# The stage at which a pupil is on the day, on every ladder of the protocol in force: place 1.
CURRENT = """current_stage as (
    select
        r.*,
        row_number() over (
            partition by r.school, r.student_id, r.ladder
            order by r.level desc, r.reached_on desc, r.stage_order desc
        ) as place
    from mart_stage_reached as r
    join ref_school as s on s.school = r.school and s.protocol = r.protocol
    where r.reached_on <= $on and r.reached_until >= $on
)"""

# Steps with the pupil: of `$students` every current one, else the recent ones of everybody and what recurs this week;
# reports of the norm are steps too.
DUE = f"""{VISIBLE},
{THIS_YEAR},
{TODAY},
{CURRENT},
{NORM_EVENTS},
events as (
    select
        r.school, r.protocol, r.ladder, r.stage, r.level, r.student_id, r.reached_on as date, false as recurring,
        cast(1 as bigint) as times, cast(null as double) as value
    from current_stage as r
    join today as t on t.school = r.school
    join ref_stage as s on s.protocol = r.protocol and s.ladder = r.ladder and s.stage = r.stage
    -- A report stays to be made when the next one can be, so every one is an event of its own.
    where r.place = 1 and s.rule <> 'norm_report'
        and case when $students is null then r.reached_on >= t.first_date
            else list_contains($students, r.student_id) end
    union all
    select school, protocol, ladder, stage, level, student_id, date, false, 1, null from norm_events
    union all
    -- A recurring action is due again and again; only those of the present school week are news.
    select m.school, m.protocol, m.ladder, m.stage, s.level, m.student_id, m.date, true, m.times, m.value
    from mart_recurrence as m
    join ref_school as p on p.school = m.school and p.protocol = m.protocol
    join today as t on t.school = m.school and m.date >= t.week_start and m.date <= t.date
    join ref_stage as s on s.protocol = m.protocol and s.ladder = m.ladder and s.stage = m.stage
    where $students is null
),
due as materialized (
    select
        e.*, v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor, v.birth_date,
        k.school_day_rank, k.working_day_rank, k.t, k.week_start = t.week_start as is_new,
        t.school_day_rank as today_rank
    from events as e
    join visible as v on v.school = e.school and v.student_id = e.student_id
    join ref_calendar as k on k.school = e.school and k.date = e.date
    join today as t on t.school = e.school
),
first_due as materialized (
    -- Only days from here on matter: it keeps DuckDB from joining the rows of all years.
    select min(date) as date from due
)"""

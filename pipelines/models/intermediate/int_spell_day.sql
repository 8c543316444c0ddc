-- table: int_spell_day
-- row: one school day of one spell of a pupil in a set of categories
-- grain: school, student_id, category_set, date
-- source: int_set_day; days without lessons neither break nor lengthen a spell, a betermelding ends one
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: category_set | VARCHAR | the counted categories
-- column: date | DATE | school day
-- column: spell_start | DATE | first day of the spell
-- column: day_in_spell | BIGINT | school days from the start up to and including this day
-- column: spell_days | BIGINT | school days of the whole spell
-- column: next_date | DATE | next day of the same spell, when there is one
-- column: hours | BIGINT | distinct missed lesson hours of the day as far as known; null when of none of it they are
-- column: hours_known | BOOLEAN | false when the day holds a whole day of which nothing tells the lesson hours
-- check: a spell counts its days one by one | select * from int_spell_day where day_in_spell > spell_days
with wanted as (
    select category_set
    from ref_counter_term
    where unit in ('melding', 'aaneengesloten_dag', 'aaneengesloten_week') or max_spell_days is not null
    group by category_set
),
recovery as (
    -- A betermelding with a lesson hour comes before or after the sick hours of that day; without one, in the first
    -- sick hour itself or on a day of which no sick hour is known, after.
    select
        registration.school,
        registration.student_id,
        member.category_set,
        calendar.day * 100 + case when registration.whole_day then 99 else registration.lesson_hour end
            as moment
    from stg_registration as registration
    join ref_calendar as calendar
        on calendar.school = registration.school and calendar.date = registration.date
    join ref_category_set as member on member.category = 'ziek'
    where registration.category = 'betermelding'
),
moments as (
    select
        set_day.school,
        set_day.student_id,
        set_day.category_set,
        set_day.date,
        set_day.hours,
        set_day.hours_known,
        calendar.school_day_rank,
        calendar.day * 100 + case when set_day.first_hour is null then 0 else set_day.first_hour end as moment,
        0 as recovered
    from int_set_day as set_day
    join wanted on wanted.category_set = set_day.category_set
    join ref_calendar as calendar on calendar.school = set_day.school and calendar.date = set_day.date
    union all
    select school, student_id, category_set, null, null, null, null, moment, 1 from recovery
),
counted as (
    select
        *,
        sum(recovered) over (
            partition by school, student_id, category_set order by moment, recovered rows unbounded preceding
        ) as recoveries
    from moments
),
steps as (
    select
        *,
        case
            when lag(school_day_rank) over pupil = school_day_rank - 1
                and lag(recoveries) over pupil = recoveries then 0
            else 1
        end as is_start
    from counted
    where recovered = 0
    window pupil as (partition by school, student_id, category_set order by school_day_rank)
),
spells as (
    select
        *,
        sum(is_start) over (
            partition by school, student_id, category_set order by school_day_rank rows unbounded preceding
        ) as spell
    from steps
),
final as (
    select
        school,
        student_id,
        category_set,
        date,
        min(date) over same as spell_start,
        row_number() over (partition by school, student_id, category_set, spell order by date) as day_in_spell,
        count(*) over same as spell_days,
        lead(date) over (partition by school, student_id, category_set, spell order by date) as next_date,
        hours,
        hours_known
    from spells
    window same as (partition by school, student_id, category_set, spell)
)
select * from final

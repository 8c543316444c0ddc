-- table: int_week_run
-- row: one pupil and school week with a registration in a set of categories that is counted week after week
-- grain: school, student_id, category_set, date
-- source: int_set_day; a holiday week does not exist, and every school year begins anew
-- part: date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: category_set | VARCHAR | the counted categories
-- column: date | DATE | first day in that week with such a registration
-- column: weeks | BIGINT | school weeks on end with one, this week included
with wanted as (
    select category_set from ref_counter_term where unit = 'week_na_week' group by category_set
),
weeks as (
    select
        set_day.school, set_day.student_id, set_day.category_set, calendar.school_year, calendar.week_rank,
        min(set_day.date) as date,
        calendar.week_rank - row_number() over (
            partition by set_day.school, set_day.student_id, set_day.category_set, calendar.school_year
            order by calendar.week_rank
        ) as run
    from int_set_day as set_day
    join wanted on wanted.category_set = set_day.category_set
    join ref_calendar as calendar on calendar.school = set_day.school and calendar.date = set_day.date
    group by
        set_day.school, set_day.student_id, set_day.category_set, calendar.school_year, calendar.week_rank
),
final as (
    select
        school, student_id, category_set, date,
        row_number() over (
            partition by school, student_id, category_set, school_year, run order by week_rank
        ) as weeks
    from weeks
)
select * from final

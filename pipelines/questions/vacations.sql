-- question: vacations
-- row: one stretch of a holiday of the school year of the day
-- about: nobody
-- grain: vacation, first_day
-- column: vacation | VARCHAR | name of the holiday
-- column: first_day | DATE | first day
-- column: last_day | DATE | last day
with days as (
    -- The summer stands at both ends of a school year, under one name.
    select calendar.vacation, calendar.date,
        calendar.day - row_number() over (partition by calendar.vacation order by calendar.day) as stretch
    from ref_calendar as calendar
    join ref_calendar as itself
        on itself.school = calendar.school and itself.date = $on and itself.school_year = calendar.school_year
    where calendar.school = $school and calendar.vacation is not null
)
select vacation, min(date) as first_day, max(date) as last_day
from days
group by vacation, stretch
order by first_day

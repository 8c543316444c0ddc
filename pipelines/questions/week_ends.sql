-- question: week_ends
-- row: one school week of the year up to the day
-- about: nobody
-- grain: week_start
-- column: school_week | BIGINT | number of the school week in the year
-- column: week_start | DATE | Monday of the week
-- column: date | DATE | last school day of the week with data, up to the day
-- column: finished | BOOLEAN | false for the week that still runs on the day
select week.school_week, week.week_start, least(week.last_day, $on) as date, week.ends_on <= $on as finished
from mart_week as week
join ref_calendar as itself
    on itself.school = week.school and itself.date = $on and itself.school_year = week.school_year
where week.school = $school and week.week_start <= $on
order by week.week_start

-- question: incomplete_weeks
-- row: one school week with suspiciously few registrations on some day
-- about: nobody
-- grain: week_start
-- column: week_start | DATE | Monday of the week
-- column: school_week | BIGINT | number of the school week in the year
-- column: school_year | VARCHAR | school year, as 2026-2027
select week.week_start, week.school_week, week.school_year
from mart_week as week
where week.school = $school and not week.complete and week.week_start <= $on
order by week.week_start

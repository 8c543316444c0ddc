-- question: week_ranks
-- row: one day in a school week
-- about: nobody
-- grain: reached_on
-- column: reached_on | DATE | day
-- column: week_rank | BIGINT | number of the school week, counted through all years
select date as reached_on, week_rank
from ref_calendar
where school = $school and week_rank is not null

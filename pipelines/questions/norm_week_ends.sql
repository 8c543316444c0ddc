-- question: norm_week_ends
-- row: one school week that is over on the day
-- about: school
-- grain: last_day
-- column: last_day | DATE | last school day of the week
select last_day
from mart_week
where school = $school and is_in_reach($viewer, school) and last_day <= $on

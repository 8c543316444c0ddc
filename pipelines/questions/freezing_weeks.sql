-- question: freezing_weeks
-- row: one school week before a day that was not frozen yet
-- about: school
-- grain: week_start
-- column: school | VARCHAR | school id
-- column: week_start | DATE | Monday of the week
-- column: complete | BOOLEAN | no school day has suspiciously few registrations; null when the school is too small to tell
select week.school, week.week_start, week.complete
from mart_week as week
join ref_data_range as imported on imported.school = week.school and imported.first_date <= week.last_day
where week.school = $school and is_in_reach($viewer, week.school) and week.last_day < $before
order by week.week_start

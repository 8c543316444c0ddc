-- question: categories_present
-- row: one category or total with registrations in the school year up to the day
-- about: school
-- grain: category
-- column: category | VARCHAR | category or total
-- column: missed_hours | BIGINT | lesson hours with such a registration
select category, cast(sum(missed_hours) as bigint) as missed_hours
from mart_absence_day
where school = $school and is_in_reach($viewer, school) and school_year = $year and date <= $on
group by category
order by missed_hours desc, category

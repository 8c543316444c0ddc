-- question: school_years
-- row: one school year with pupils in its data, up to that of the day
-- about: school
-- grain: school_year
-- column: school_year | VARCHAR | school year, as 2026-2027
select distinct week.school_year
from mart_week as week
join ref_calendar as calendar
    on calendar.school = week.school and calendar.school_year = week.school_year and calendar.date <= $on
join ref_data_range as imported on imported.school = week.school and imported.first_date <= week.last_day
where week.school = $school and is_in_reach($viewer, week.school)
order by week.school_year desc

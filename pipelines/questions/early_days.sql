-- question: early_days
-- row: one school day of a school year
-- about: school
-- grain: date
-- column: date | DATE | school day
-- column: school_week | BIGINT | number of the school week in the year
-- column: first_date | DATE | first day of the data
select calendar.date, calendar.school_week, imported.first_date
from ref_calendar as calendar
join ref_data_range as imported on imported.school = calendar.school
where calendar.school = $school and is_in_reach($viewer, calendar.school) and calendar.school_year = $year
    and calendar.is_school_day
order by calendar.date

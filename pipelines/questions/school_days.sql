-- question: school_days
-- row: one school day of this school year up to the day, at a school of the viewer
-- about: school
-- grain: date
-- column: date | DATE | school day
-- column: is_recent | BOOLEAN | in the weeks that the worklist looks back
with
-- with: today
select calendar.date, calendar.date >= today.first_date as is_recent
from ref_calendar as calendar
join today on today.school = calendar.school and today.school_year = calendar.school_year
where calendar.is_school_day and calendar.date <= today.date and is_in_reach($viewer, calendar.school)
order by calendar.date

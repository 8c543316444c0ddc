-- question: appointment_days
-- row: one school day around the day, of which there may be appointments
-- about: school
-- grain: date
-- column: date | DATE | school day
-- column: is_next | BOOLEAN | the first school day after the day itself
select calendar.date,
    calendar.date > $on and calendar.school_day_rank = last_day.school_day_rank + 1 as is_next
from ref_calendar as calendar
join last_school_day($on) as latest on latest.school = calendar.school
join ref_calendar as last_day on last_day.school = latest.school and last_day.date = latest.date
where calendar.school = $school and calendar.is_school_day and is_in_reach($viewer, calendar.school)
    and calendar.school_day_rank > last_day.school_day_rank - (
        select value from ref_setting where name = 'appointment_school_days'
    )
    and calendar.school_day_rank <= last_day.school_day_rank + (
        select value from ref_setting where name = 'step_deadline_school_days'
    )
order by calendar.date

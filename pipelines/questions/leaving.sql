-- question: leaving
-- row: one pupil and day with hours in the window of the norm
-- about: pupils | each apart
-- grain: school, student_id, date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | day with hours
-- column: judged | DOUBLE | judged hours of that day
-- column: unknown | DOUBLE | hours of it without a known reason
-- column: leaves_on | DATE | first school day on which they no longer count
with on_day as (select * from last_school_day($on)),
numbers as (
    select cast(max(case when name = 'weeks' then value end) as bigint) as weeks from ref_norm
),
-- with: restarts
inside as (
    select norm_day.*, 7 * numbers.weeks as width
    from int_norm_day as norm_day
    cross join numbers
    join on_day
        on on_day.school = norm_day.school and norm_day.date <= on_day.date
        and norm_day.t > on_day.t - 7 * numbers.weeks
    join visible_pupils($viewer, $selection, $on) as pupil
        on pupil.school = norm_day.school and pupil.student_id = norm_day.student_id
    join ref_school as of_school on of_school.school = norm_day.school
    join ref_calendar as calendar
        on calendar.school = norm_day.school and calendar.date = norm_day.date
        and (of_school.norm_crosses_summer or calendar.school_year = on_day.school_year)
    left join restarts on restarts.school = norm_day.school and restarts.student_id = norm_day.student_id
    where restarts.end_date is null or norm_day.date > restarts.end_date
)
select inside.school, inside.student_id, inside.date, inside.judged, inside.unknown, min(calendar.date) as leaves_on
from inside
left join ref_calendar as calendar
    on calendar.school = inside.school and calendar.is_school_day and calendar.t >= inside.t + inside.width
    and calendar.date > inside.date
group by inside.school, inside.student_id, inside.date, inside.judged, inside.unknown
order by inside.school, inside.student_id, inside.date

-- question: last_weeks
-- row: one pupil of the day, with the last school weeks in which he or she was enrolled
-- about: pupils | each apart
-- grain: school, student_id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: hours | BIGINT[] | per school week, oldest first, the lesson hours without good reason or begun late, each once
with weeks as (
    select today.school, calendar.week_start
    from last_school_day($on) as today
    join ref_calendar as itself on itself.school = today.school and itself.date = today.date
    join ref_calendar as calendar
        on calendar.school = today.school and calendar.is_school_day and calendar.week_rank <= itself.week_rank
        and calendar.week_rank > itself.week_rank - (select value from ref_setting where name = 'week_list_weeks')
    group by today.school, calendar.week_start
),
enrolled as (
    select pupil_day.school, pupil_day.student_id, pupil_day.week_start
    from mart_pupil_day as pupil_day
    join weeks on weeks.school = pupil_day.school and weeks.week_start = pupil_day.week_start
    where pupil_day.date >= (select min(week_start) from weeks) and pupil_day.date <= $on
    group by pupil_day.school, pupil_day.student_id, pupil_day.week_start
),
counted as (
    select missed.school, missed.student_id, missed.week_start,
        count(distinct struct_pack(date := missed.date, hour := missed.lesson_hour)) as hours
    from mart_missed_hour as missed
    where missed.category in ('totaal_ongeoorloofd', 'te_laat_ongeoorloofd')
        and missed.date >= (select min(week_start) from weeks) and missed.date <= $on
    group by missed.school, missed.student_id, missed.week_start
)
select pupil.school, pupil.student_id,
    -- An enrolled pupil without a registration missed nothing.
    list(case when counted.hours is null then 0 else counted.hours end order by enrolled.week_start) as hours
from visible_pupils($viewer, $selection, $on) as pupil
join enrolled on enrolled.school = pupil.school and enrolled.student_id = pupil.student_id
left join counted
    on counted.school = enrolled.school and counted.student_id = enrolled.student_id
    and counted.week_start = enrolled.week_start
group by pupil.school, pupil.student_id
order by pupil.school, pupil.student_id

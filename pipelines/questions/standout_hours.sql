-- question: standout_hours
-- row: one pupil enrolled on the day, kind of absence, school day of the year up to the day, and lesson hour of it
-- about: school | what a pupil is held against is the whole school; names come with the viewer's pupils alone
-- grain: measure, student_id, date, lesson_hour
-- column: measure | VARCHAR | ongeoorloofd (by the protocol in force) or te_laat (without leave)
-- column: student_id | VARCHAR | pupil number
-- column: week_start | DATE | Monday of the week
-- column: date | DATE | school day
-- column: lesson_hour | BIGINT | lesson hour of the day; null when no source tells it
-- column: first_lesson | BIGINT | lesson hour of the pupil's first lesson that day; null when the timetable does not tell it
-- column: subject | VARCHAR | subject, when known
with hours as (
    select
        missed.school, missed.student_id, missed.week_start, missed.date, missed.lesson_hour, missed.subject,
        case missed.category when 'te_laat_ongeoorloofd' then 'te_laat' else 'ongeoorloofd' end as measure
    from mart_missed_hour as missed
    join ref_calendar as itself
        on itself.school = missed.school and itself.date = $on and itself.school_year = missed.school_year
    join stg_placement as placement
        on placement.school = missed.school and placement.student_id = missed.student_id
        and placement.valid_from <= $on and placement.valid_until > $on
    where missed.school = $school and is_in_reach($viewer, missed.school)
        and missed.category in ('te_laat_ongeoorloofd', 'totaal_ongeoorloofd') and missed.date <= $on
),
days as (
    select school, student_id, date from hours group by school, student_id, date
),
first_lessons as (
    select days.student_id, days.date, min(lesson.lesson_hour) as lesson_hour
    from days
    join raw_lesson as lesson
        on lesson.school = days.school and lesson.student_id = days.student_id and lesson.date = days.date
    group by days.student_id, days.date
)
select
    hours.measure, hours.student_id, hours.week_start, hours.date, hours.lesson_hour,
    first_lesson.lesson_hour as first_lesson, hours.subject
from hours
left join first_lessons as first_lesson
    on first_lesson.student_id = hours.student_id and first_lesson.date = hours.date
order by hours.measure, hours.student_id, hours.date, hours.lesson_hour

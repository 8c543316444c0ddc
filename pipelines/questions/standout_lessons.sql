-- question: standout_lessons
-- row: one pupil enrolled on the day, subject and lesson hour of the timetable of the year up to the day
-- about: school | what a pupil is held against is the whole school; names come with the viewer's pupils alone
-- grain: student_id, subject, lesson_hour
-- column: student_id | VARCHAR | pupil number
-- column: subject | VARCHAR | subject
-- column: lesson_hour | BIGINT | lesson hour of the day
-- column: lessons | BIGINT | lessons
with year_start as (
    select calendar.school, min(calendar.date) as first_date
    from ref_calendar as itself
    join ref_calendar as calendar on calendar.school = itself.school and calendar.school_year = itself.school_year
    where itself.school = $school and itself.date = $on and is_in_reach($viewer, itself.school)
    group by calendar.school
),
taught as (
    select lesson.school, lesson.student_id, lesson.subject, lesson.lesson_hour, count(*) as lessons
    from raw_lesson as lesson
    join year_start on year_start.school = lesson.school
    where lesson.date >= year_start.first_date and lesson.date <= $on and lesson.subject is not null
    group by lesson.school, lesson.student_id, lesson.subject, lesson.lesson_hour
)
select taught.student_id, taught.subject, taught.lesson_hour, taught.lessons
from taught
join stg_placement as placement
    on placement.school = taught.school and placement.student_id = taught.student_id
    and placement.valid_from <= $on and placement.valid_until > $on
order by taught.student_id, taught.subject, taught.lesson_hour

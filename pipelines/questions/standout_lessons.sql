-- question: standout_lessons
-- row: one pupil enrolled on the day, subject and lesson hour of the timetable of the year up to the day
-- about: school | what a pupil is held against is the whole school; names come with the viewer's pupils alone
-- grain: student_id, subject, slot
-- column: student_id | VARCHAR | pupil number
-- column: subject | VARCHAR | subject
-- column: slot | BIGINT | lesson hour of the day; 0 for the pupil's first lesson of a day
-- column: lessons | BIGINT | lessons
with here as (
    select placement.school, placement.student_id, itself.school_year
    from stg_placement as placement
    join ref_calendar as itself on itself.school = placement.school and itself.date = $on
    where placement.school = $school and is_in_reach($viewer, placement.school)
        and placement.valid_from <= $on and placement.valid_until > $on
),
first_lessons as (
    select school, student_id, date, min(lesson_hour) as lesson_hour from raw_lesson group by school, student_id, date
)
select
    lesson.student_id, lesson.subject,
    case when lesson.lesson_hour = first_lesson.lesson_hour then 0 else lesson.lesson_hour end as slot,
    count(*) as lessons
from here
join ref_calendar as calendar
    on calendar.school = here.school and calendar.school_year = here.school_year and calendar.date <= $on
join raw_lesson as lesson
    on lesson.school = here.school and lesson.student_id = here.student_id and lesson.date = calendar.date
join first_lessons as first_lesson
    on first_lesson.school = lesson.school and first_lesson.student_id = lesson.student_id
    and first_lesson.date = lesson.date
where lesson.subject is not null
group by lesson.student_id, lesson.subject, slot
order by lesson.student_id, lesson.subject, slot

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
select
    case missed.category when 'te_laat_ongeoorloofd' then 'te_laat' else 'ongeoorloofd' end as measure,
    missed.student_id, missed.week_start, missed.date, missed.lesson_hour, min(lesson.lesson_hour) as first_lesson,
    missed.subject
from mart_missed_hour as missed
join ref_calendar as itself
    on itself.school = missed.school and itself.date = $on and itself.school_year = missed.school_year
join stg_placement as placement
    on placement.school = missed.school and placement.student_id = missed.student_id
    and placement.valid_from <= $on and placement.valid_until > $on
left join raw_lesson as lesson
    on lesson.school = missed.school and lesson.student_id = missed.student_id and lesson.date = missed.date
where missed.school = $school and is_in_reach($viewer, missed.school)
    and missed.category in ('te_laat_ongeoorloofd', 'totaal_ongeoorloofd') and missed.date <= $on
group by missed.category, missed.student_id, missed.week_start, missed.date, missed.lesson_hour, missed.subject
order by measure, missed.student_id, missed.date, missed.lesson_hour

-- question: registered
-- row: one pupil with registrations of a category or total within a mark of the trends
-- about: pupils
-- grain: student_id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: klas | VARCHAR | klas on the last of the days
-- column: mentor | VARCHAR | mentor code on the last of the days
-- column: hours | BIGINT | lesson hours
-- column: days | BIGINT | days
-- column: last_day | DATE | last of the days
-- Pupils count here as in the rates: in the klas of the day itself, whether or not they are still there.
with
-- with: weeks
hours as (
    select missed.school, missed.student_id, missed.date, missed.klas, missed.mentor
    from mart_missed_hour as missed
    join weeks on weeks.school = missed.school and weeks.week_start = missed.week_start
    where is_visible($viewer, missed.school, missed.afdeling, missed.mentor)
        and is_chosen($selection, missed.afdeling, missed.leerjaar, missed.klas, missed.mentor)
        and missed.school = $school and missed.school_year = $year and missed.date <= $on
        and missed.category = $category
        and ($week is null or missed.week_start = $week)
        and ($weekday is null or missed.iso_weekday = $weekday)
        and ($hour is null or missed.lesson_hour = $hour)
        and ($subject is null or missed.subject = $subject)
        and ($by is null or part_of($by, missed.afdeling, missed.leerjaar, missed.klas) is not distinct from $part)
)
select student.student_id, student.name, arg_max(hours.klas, hours.date) as klas,
    arg_max(hours.mentor, hours.date) as mentor,
    count(*) as hours, count(distinct hours.date) as days, max(hours.date) as last_day
from hours
join mart_student as student on student.school = hours.school and student.student_id = hours.student_id
group by student.student_id, student.name, student.sort_name
order by hours desc, student.sort_name, student.student_id

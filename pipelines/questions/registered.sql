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
-- Whom the mark counts and the viewer has no longer has no row: see registered_count.
with
-- with: marked
select student.student_id, student.name, arg_max(hours.klas, hours.date) as klas,
    arg_max(hours.mentor, hours.date) as mentor,
    count(*) as hours, count(distinct hours.date) as days, max(hours.date) as last_day
from hours
join own_pupils($viewer) as own on own.school = hours.school and own.student_id = hours.student_id
join mart_student as student on student.school = hours.school and student.student_id = hours.student_id
group by student.student_id, student.name, student.sort_name
order by hours desc, student.sort_name, student.student_id

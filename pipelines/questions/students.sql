-- question: students
-- row: one pupil enrolled on the day, or of unknown enrolment
-- about: pupils
-- grain: school, student_id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: birth_date | DATE | date of birth, when known
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
select
    pupil.school, pupil.student_id, pupil.name, pupil.sort_name, pupil.birth_date, pupil.klas, pupil.leerjaar,
    pupil.afdeling, pupil.mentor
from visible_pupils($viewer, $selection, $on) as pupil
order by pupil.sort_name, pupil.student_id

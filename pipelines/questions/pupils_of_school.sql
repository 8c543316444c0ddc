-- question: pupils_of_school
-- row: one pupil enrolled on the day at one school
-- about: pupils | each apart
-- grain: student_id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
select pupil.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar, pupil.afdeling, pupil.mentor
from visible_pupils($viewer, $selection, $on) as pupil where pupil.school = $school

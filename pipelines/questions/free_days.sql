-- question: free_days
-- row: one registration of this school year on a day without lessons
-- about: pupils
-- grain: student_id, date, hour_from, hour_to, code
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: klas | VARCHAR | last klas known on the day
-- column: mentor | VARCHAR | mentor code of that klas
-- column: date | DATE | day
-- column: hour_from | BIGINT | first lesson hour
-- column: hour_to | BIGINT | last lesson hour
-- column: code | VARCHAR | code as registered
-- column: vacation | VARCHAR | holiday, or why there were no lessons
with
-- with: owned
-- with: registered
select student_id, name, klas, mentor, date, hour_from, hour_to, code, vacation
from registered
where not is_school_day and category <> 'aanwezig'
order by date desc, sort_name, hour_from

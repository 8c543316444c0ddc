-- question: corrections
-- row: one registration that an import changed or withdrew
-- about: pupils
-- grain: student_id, date, hour_from, old_code, new_code, kind
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: klas | VARCHAR | last klas known on the day
-- column: mentor | VARCHAR | mentor code of that klas
-- column: date | DATE | day
-- column: hour_from | BIGINT | first lesson hour
-- column: old_code | VARCHAR | code of before
-- column: new_code | VARCHAR | code of now; null when withdrawn
-- column: kind | VARCHAR | gewijzigd or ingetrokken
with
-- with: owned
select correction.student_id, owned.name, owned.klas, owned.mentor, correction.date, correction.hour_from,
    correction.old_code, correction.new_code, correction.kind
from raw_correction as correction
join owned on owned.school = correction.school and owned.student_id = correction.student_id
where correction.moment = $moment
order by correction.date desc, owned.sort_name, correction.hour_from

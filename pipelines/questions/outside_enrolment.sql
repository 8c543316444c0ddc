-- question: outside_enrolment
-- row: one registration of this school year on a day on which the pupil was in no klas
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
with
-- with: owned
-- with: registered
select registered.student_id, registered.name, registered.klas, registered.mentor, registered.date,
    registered.hour_from, registered.hour_to, registered.code
from registered
where registered.placed and registered.category <> 'aanwezig' and not exists (
    select 1 from stg_placement as placement
    where placement.school = registered.school and placement.student_id = registered.student_id
        and placement.valid_from <= registered.date and placement.valid_until > registered.date
)
order by registered.date desc, registered.sort_name, registered.hour_from

-- question: norm_placements
-- row: one placement of a pupil
-- about: school | the whole of it, because the average to which a pupil is shrunk is that of the school
-- grain: student_id, valid_from
-- column: student_id | VARCHAR | pupil number
-- column: valid_from | DATE | first day of it
-- column: valid_until | DATE | first day after it
-- A pupil of whom no list knows a placement counts from the first day of the data on.
select student.student_id, coalesce(placement.valid_from, imported.first_date) as valid_from,
    coalesce(placement.valid_until, cast(imported.last_date + interval 1 day as date)) as valid_until
from mart_student as student
join ref_data_range as imported on imported.school = student.school
left join stg_placement as placement
    on placement.school = student.school and placement.student_id = student.student_id
where student.school = $school and is_in_reach($viewer, student.school)

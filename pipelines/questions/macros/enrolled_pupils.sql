-- macro: enrolled_pupils(selection, day)
-- says: one row per pupil of the choice who is enrolled on the day, with klas, leerjaar, afdeling and mentor of that day;
-- says: also a pupil of whom no list knows a placement
select
    student.school, student.student_id, student.name, student.sort_name, student.birth_date,
    placement.klas, placement.leerjaar, coalesce(placement.afdeling, 'overig') as afdeling, placement.mentor
from mart_student as student
left join stg_placement as placement
    on placement.school = student.school and placement.student_id = student.student_id
    and placement.valid_from <= day and placement.valid_until > day
where is_chosen(
        selection, coalesce(placement.afdeling, 'overig'), placement.leerjaar, placement.klas, placement.mentor
    )
    and (placement.student_id is not null or not exists (
        select 1 from stg_placement as known where known.school = student.school and known.student_id = student.student_id
    ))

-- macro: placed_pupils(day)
-- says: where every pupil is on the day, whether or not he or she is still there: with klas, leerjaar, afdeling and mentor
-- says: of that day, and for who left those of the last day before it; a later placement does not exist yet
select
    student.school, student.student_id, student.name, student.sort_name, student.birth_date,
    placement.klas, placement.leerjaar, coalesce(placement.afdeling, 'overig') as afdeling, placement.mentor
from mart_student as student
left join (
    select school, student_id, max(valid_from) as valid_from
    from stg_placement
    where valid_from <= day
    group by school, student_id
) as latest on latest.school = student.school and latest.student_id = student.student_id
left join stg_placement as placement
    on placement.school = latest.school and placement.student_id = latest.student_id
    and placement.valid_from = latest.valid_from

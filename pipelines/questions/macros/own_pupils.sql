-- macro: own_pupils(viewer)
-- says: one row per pupil of the viewer, whatever the day that is looked at: whose pupil somebody is follows from the
-- says: placement of today, at most of the last day of the data; who left the school is of who sees the whole of it, and of
-- says: nobody else; a pupil of whom no list knows a placement belongs to the afdeling `overig`
select student.school, student.student_id
from mart_student as student
join ref_data_range as imported on imported.school = student.school
left join stg_placement as placed_now
    on placed_now.school = student.school and placed_now.student_id = student.student_id
    and placed_now.valid_from <= todays_day(viewer, imported.last_date)
    and placed_now.valid_until > todays_day(viewer, imported.last_date)
where is_visible(viewer, student.school, coalesce(placed_now.afdeling, 'overig'), placed_now.mentor)
    and (sees_whole(viewer, student.school) or placed_now.student_id is not null or not exists (
        select 1 from stg_placement as ever where ever.school = student.school and ever.student_id = student.student_id
    ))

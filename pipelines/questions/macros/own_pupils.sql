-- macro: own_pupils(viewer)
-- says: one row per pupil of the viewer, whatever the day that is looked at: whose pupil somebody is follows from the
-- says: placement of today, at most of the last day of the data; who left the school is of who sees the whole of it, and of
-- says: nobody else; a pupil of whom no list knows a placement belongs to the afdeling `overig`
select span.school, span.student_id
from int_student_span as span
join ref_data_range as imported on imported.school = span.school
where is_visible(viewer, span.school, span.afdeling, span.mentor)
    and (sees_whole(viewer, span.school) or span.enrolled)
    and span.valid_from <= todays_day(viewer, imported.last_date)
    and span.valid_until > todays_day(viewer, imported.last_date)

-- macro: enrolled_pupils(selection, day)
-- says: one row per pupil of the choice who is enrolled on the day, with klas, leerjaar, afdeling and mentor of that day;
-- says: also a pupil of whom no list knows a placement
select
    span.school, span.student_id, span.name, span.sort_name, span.birth_date, span.klas, span.leerjaar, span.afdeling,
    span.mentor
from int_student_span as span
where span.enrolled and span.valid_from <= day and span.valid_until > day
    and is_chosen(selection, span.afdeling, span.leerjaar, span.klas, span.mentor)

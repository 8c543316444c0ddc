-- macro: visible_pupils(viewer, selection, day)
-- says: one row per pupil of the viewer (of today, see own_pupils) and the choice who is enrolled on the day, with klas,
-- says: leerjaar, afdeling and mentor of that day; a pupil of whom no list knows a placement stays visible: he or she may
-- says: not drop out unseen
select enrolled.*
from enrolled_pupils(selection, day) as enrolled
join own_pupils(viewer) as own on own.school = enrolled.school and own.student_id = enrolled.student_id

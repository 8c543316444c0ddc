-- macro: sees_whole(viewer, in_school)
-- says: whether every pupil of the school is the viewer's, those who left it too
coalesce(list_contains(viewer.schools, in_school), false)

-- macro: is_visible(viewer, in_school, in_afdeling, of_mentor)
-- says: whether a pupil of this school, afdeling and mentor is one of the viewer's; without a viewer nobody is
coalesce(
    list_contains(viewer.schools, in_school)
    or list_contains(viewer.afdelingen, {'school': in_school, 'part': in_afdeling})
    or list_contains(viewer.mentors, {'school': in_school, 'part': of_mentor}),
    false
)

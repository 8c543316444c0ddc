-- macro: is_anyhow(viewer, in_school)
-- says: whether the viewer has anything to do with this school: sees somebody, or its rounded figures, or has a right there
coalesce(list_contains(viewer.anyhow, in_school), false)

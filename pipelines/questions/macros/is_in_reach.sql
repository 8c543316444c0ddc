-- macro: is_in_reach(viewer, in_school)
-- says: whether the viewer sees anybody in this school: for what is told of a school and not of its pupils
coalesce(list_contains(viewer.somewhere, in_school), false)

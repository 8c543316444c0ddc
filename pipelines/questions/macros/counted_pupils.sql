-- macro: counted_pupils(viewer, selection, day)
-- says: the pupils of the choice who on the day were in the part of the school that is the viewer's, to be counted and not
-- says: to be told: a figure of a klas or an afdeling is about who was there then
select enrolled.*
from enrolled_pupils(selection, day) as enrolled
where is_visible(viewer, enrolled.school, enrolled.afdeling, enrolled.mentor)

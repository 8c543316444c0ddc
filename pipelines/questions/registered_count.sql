-- question: registered_count
-- row: how many pupils a mark of the trends counts, those included who are not the viewer's any more
-- about: pupils
-- grain: students
-- column: students | BIGINT | pupils with registrations of the category within the mark
with
-- with: marked
select count(distinct student_id) as students
from hours
having count(*) > 0

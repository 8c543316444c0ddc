-- question: known_steps
-- row: one step that a pupil ever reached by any protocol, or one day of a recurring action, as the data are now
-- about: pupils
-- grain: school, student_id, protocol, ladder, stage, reached_on, recurring
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: reached_on | DATE | day of the step
-- column: recurring | BOOLEAN | an action that is asked again and again, not a stage reached
with known as (
    select school, student_id, protocol, ladder, stage, reached_on, false as recurring from mart_stage_reached
    union all
    select school, student_id, protocol, ladder, stage, date, true from mart_recurrence
)
select known.school, known.student_id, known.protocol, known.ladder, known.stage, known.reached_on, known.recurring
from known
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = known.school and pupil.student_id = known.student_id
where list_contains($students, known.student_id)
order by known.school, known.student_id, known.protocol, known.ladder, known.stage, known.reached_on, known.recurring

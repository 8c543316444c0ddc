-- question: pupil_counters
-- row: one counter of the protocol as it stands for a pupil; one without a row counted nothing in its window
-- about: pupils | each apart
-- grain: student_id, counter
-- column: student_id | VARCHAR | pupil number
-- column: counter | VARCHAR | counter id
-- column: value | DOUBLE | the counter in its unit
with wanted as (
    select distinct counter from ref_condition where protocol = $protocol
),
-- with: counter_values
select counter_values.student_id, counter_values.counter, counter_values.value
from counter_values
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = counter_values.school and pupil.student_id = counter_values.student_id
where counter_values.school = $school
order by counter_values.student_id, counter_values.counter

-- question: known_tasks
-- row: one task that the protocol in force asked of a pupil, or could ask at a stage that was reached, as the data are now
-- about: pupils
-- care: tasks | a row is a task
-- grain: school, student_id, task_key, reached_on, recurring
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: task_key | VARCHAR | key of the task
-- column: reached_on | DATE | day of the step
-- column: recurring | BOOLEAN | asked again, and not at the first step of the stage
-- column: hours | BIGINT[] | lesson hours for which it is asked; null for a task of the day
with handled as materialized (
    -- The first day of a pupil with the first number, and so on.
    select distinct student_id, date from (select unnest($students) as student_id, unnest($days) as date)
),
planned as materialized (
    select due_action.school, due_action.student_id, due_action.protocol, due_action.ladder, due_action.stage,
        due_action.date, due_action.action_no, due_action.again
    from mart_action as due_action
    join ref_school as of_school on of_school.school = due_action.school and of_school.protocol = due_action.protocol
    join handled on handled.student_id = due_action.student_id and handled.date = due_action.date
    where due_action.date >= (select min(date) from handled)
),
-- with: task_hours
known as (
    select planned.school, planned.student_id, planned.protocol, planned.ladder, planned.stage, planned.action_no,
        planned.date as reached_on, planned.again as recurring, task_hours.hours
    from planned
    left join task_hours
        on task_hours.school = planned.school and task_hours.student_id = planned.student_id
        and task_hours.protocol = planned.protocol and task_hours.ladder = planned.ladder
        and task_hours.stage = planned.stage and task_hours.date = planned.date
        and task_hours.action_no = planned.action_no and task_hours.again = planned.again
    union all
    -- A stage that is passed over the same day asks nothing, and was perhaps dealt with before the hour came that did so.
    select stretch.school, stretch.student_id, stretch.protocol, stretch.ladder, stretch.stage, action.action_no,
        stretch.reached_on, false, null
    from mart_stage_reached as stretch
    join ref_school as of_school on of_school.school = stretch.school and of_school.protocol = stretch.protocol
    join ref_action as action
        on action.protocol = stretch.protocol and action.ladder = stretch.ladder and action.stage = stretch.stage
        and action.first
    join handled on handled.student_id = stretch.student_id and handled.date = stretch.reached_on
    left join planned
        on planned.school = stretch.school and planned.student_id = stretch.student_id
        and planned.protocol = stretch.protocol and planned.ladder = stretch.ladder and planned.stage = stretch.stage
        and planned.date = stretch.reached_on and planned.action_no = action.action_no and not planned.again
    where planned.action_no is null
)
select known.school, known.student_id, action.task_key, known.reached_on, known.recurring, known.hours
from known
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = known.school and pupil.student_id = known.student_id
join ref_action as action
    on action.protocol = known.protocol and action.ladder = known.ladder and action.stage = known.stage
    and action.action_no = known.action_no
order by known.school, known.student_id, action.task_key, known.reached_on, known.recurring

-- question: tasks_asked
-- row: one task that was asked of somebody for a pupil: from `since`, else this school year, up to the day
-- about: pupils
-- care: tasks | a row is a task of a role
-- grain: school, student_id, protocol, ladder, stage, reached_on, recurring, action_no
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: reached_on | DATE | day on which the stage becomes the pupil's, or a recurring action is asked again
-- column: recurring | BOOLEAN | an action that is asked again and again, not a stage reached
-- column: action_no | BIGINT | number of the action within the stage
-- column: task_key | VARCHAR | key of the task: what a mark hangs on
-- column: role | VARCHAR | role of which it is asked
-- column: hours | BIGINT[] | lesson hours for which it is asked; null for a task of the day
-- column: followup | VARCHAR | an appointment to come back
-- column: ladder_name | VARCHAR | name of the ladder
-- column: stage_name | VARCHAR | name of the stage
-- column: ladder_order | BIGINT | place of the ladder in the protocol
-- column: level | BIGINT | height of the stage on its ladder
-- column: klas | VARCHAR | klas on the day of the step
-- column: leerjaar | BIGINT | leerjaar on the day of the step
-- column: afdeling | VARCHAR | afdeling on the day of the step
-- column: mentor | VARCHAR | mentor code on the day of the step
-- column: deadline | DATE | its own deadline
-- column: came_on | DATE | first follow-up since then to which the pupil came
-- column: has_followup | BOOLEAN | there is a follow-up since then
-- column: gone_on | DATE | first day on which nobody was asked any more; null for what still stands
-- column: today | DATE | last school day up to the day
with this_year as (select * from this_year($on)),
-- with: asked
-- with: gone
came as (
    select
        steps.school, steps.protocol, steps.ladder, steps.stage, steps.student_id, steps.date, steps.again,
        min(case when followup.shown then followup.date end) as came_on
    from steps
    join raw_followup as followup
        on followup.school = steps.school and followup.student_id = steps.student_id and followup.date >= steps.date
    where followup.date <= $on
    group by steps.school, steps.protocol, steps.ladder, steps.stage, steps.student_id, steps.date, steps.again
),
placed as (
    -- Who left and still has a registration is asked nothing; of whom no list knows a placement stays.
    select steps.*, span.klas, span.leerjaar, span.afdeling, span.mentor
    from steps
    join int_student_span as span
        on span.school = steps.school and span.student_id = steps.student_id and span.enrolled
        and span.valid_from <= steps.date and span.valid_until > steps.date
)
select
    placed.school, placed.student_id, placed.protocol, placed.ladder, placed.stage, placed.date as reached_on,
    placed.again as recurring, asked.action_no, asked.task_key, asked.role, asked.hours, asked.followup,
    of_ladder.name as ladder_name, rule.name as stage_name, of_ladder.ladder_order, rule.level, placed.klas,
    placed.leerjaar, placed.afdeling, placed.mentor, asked.deadline, came.came_on,
    came.school is not null as has_followup, gone.gone_on, placed.today
from placed
join asked
    on asked.school = placed.school and asked.protocol = placed.protocol and asked.ladder = placed.ladder
    and asked.stage = placed.stage and asked.student_id = placed.student_id and asked.date = placed.date
    and asked.again = placed.again
left join gone
    on gone.school = placed.school and gone.protocol = placed.protocol and gone.ladder = placed.ladder
    and gone.stage = placed.stage and gone.student_id = placed.student_id and gone.date = placed.date
left join came
    on came.school = placed.school and came.protocol = placed.protocol and came.ladder = placed.ladder
    and came.stage = placed.stage and came.student_id = placed.student_id and came.date = placed.date
    and came.again = placed.again
join ref_ladder as of_ladder on of_ladder.protocol = placed.protocol and of_ladder.ladder = placed.ladder
join ref_stage as rule
    on rule.protocol = placed.protocol and rule.ladder = placed.ladder and rule.stage = placed.stage
where is_visible($viewer, placed.school, placed.afdeling, placed.mentor)
    and is_chosen($selection, placed.afdeling, placed.leerjaar, placed.klas, placed.mentor)
order by
    placed.date, placed.school, placed.student_id, of_ladder.ladder_order, rule.level, placed.again, asked.action_no

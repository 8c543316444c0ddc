-- question: current_steps
-- row: one current step of a pupil, however old
-- about: pupils
-- grain: school, student_id, protocol, ladder, stage, reached_on, recurring
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
-- column: birth_date | DATE | date of birth, when known
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: ladder_name | VARCHAR | name of the ladder
-- column: stage | VARCHAR | stage id
-- column: reached_on | DATE | day of the step
-- column: recurring | BOOLEAN | an action that is asked again and again, not a stage reached
-- column: actions | STRUCT(action_no BIGINT, task_key VARCHAR, report BOOLEAN, "hours" BIGINT[], in_working_days BOOLEAN, "role" VARCHAR, what VARCHAR, leerjaar_from BIGINT, leerjaar_until BIGINT, adult BOOLEAN, followup VARCHAR, deadline_text VARCHAR, is_default BOOLEAN, times BIGINT, deadline DATE, days_left BIGINT)[] | what the step asks, each with its deadline
-- column: came_on | DATE | first follow-up since then to which the pupil came
-- Of pupils who were dealt with: what their step asked and whether they came; why it was due is not asked.
with
-- with: due
-- with: actions
select
    due.school, due.student_id, due.name, due.klas, due.leerjaar, due.afdeling, due.mentor, due.birth_date,
    due.protocol, due.ladder, of_ladder.name as ladder_name, due.stage, due.date as reached_on, due.recurring,
    actions.actions, followups.came_on
from due
left join actions
    on actions.school = due.school and actions.protocol = due.protocol and actions.ladder = due.ladder
    and actions.stage = due.stage and actions.student_id = due.student_id and actions.date = due.date
left join followups
    on followups.school = due.school and followups.protocol = due.protocol and followups.ladder = due.ladder
    and followups.stage = due.stage and followups.student_id = due.student_id and followups.date = due.date
join ref_ladder as of_ladder on of_ladder.protocol = due.protocol and of_ladder.ladder = due.ladder
where $students is null or (not due.recurring and list_contains($students, due.student_id))
order by due.level desc, due.sort_name, due.student_id, of_ladder.ladder_order, due.date

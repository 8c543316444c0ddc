-- question: worklist
-- row: one pupil and due step: the current stage of a ladder, a report of the 16-hour norm or a recurring action, if recent
-- about: pupils | each apart
-- care: tasks | a step is there for its tasks
-- grain: school, student_id, protocol, ladder, stage, reached_on, recurring
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
-- column: birth_date | DATE | date of birth, when known
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: ladder_name | VARCHAR | name of the ladder
-- column: track | VARCHAR | track of the ladder
-- column: stage | VARCHAR | stage id
-- column: stage_name | VARCHAR | name of the stage
-- column: rule | VARCHAR | how the stage is reached: groups of conditions, a tested pattern or one of the norm
-- column: level | BIGINT | height of the stage on its ladder
-- column: legal | VARCHAR | the stage conflicts with the law
-- column: repeat_every | BIGINT | the stage asks its action again each so many
-- column: reached_on | DATE | day of the step
-- column: times | BIGINT | how many times the action was reached that day
-- column: recurring | BOOLEAN | an action that is asked again and again, not a stage reached
-- column: is_new | BOOLEAN | the step is of the present school week
-- column: today_rank | BIGINT | rank of the day itself among the school days
-- column: reasons | STRUCT("label" VARCHAR, unit VARCHAR, terms BIGINT, "value" DOUBLE, "operator" VARCHAR, number DOUBLE, window_kind VARCHAR, window_number BIGINT, window_key VARCHAR, window_start DATE, spell_start DATE, spell_days BIGINT, done_on DATE, counted_after DATE)[] | the conditions by which it was reached, with the counter on the day of the step, the day on which a task was done without which they do not hold, and the one after which they count anew; null for the norm and a pattern
-- column: norm_hours | DOUBLE | hours in the window of the norm; null for any other step
-- column: actions | STRUCT(action_no BIGINT, task_key VARCHAR, report BOOLEAN, "hours" BIGINT[], in_working_days BOOLEAN, "role" VARCHAR, what VARCHAR, leerjaar_from BIGINT, leerjaar_until BIGINT, adult BOOLEAN, followup VARCHAR, deadline_text VARCHAR, is_default BOOLEAN, times BIGINT, deadline DATE, days_left BIGINT)[] | what the step asks, each with its deadline; `days_left` in school days, negative when overdue; `hours` for which a task per registration is asked; null when nothing is left to ask
-- column: came_on | DATE | first follow-up since then to which the pupil came
-- column: missed_on | DATE[] | follow-ups since then to which the pupil did not come
-- column: excused_on | DATE[] | days since then on which the pupil was away with a valid reason
with
-- with: due
-- with: reasons
-- with: actions
-- with: norm_hours
select
    due.school, due.student_id, due.name, due.sort_name, due.klas, due.leerjaar, due.afdeling, due.mentor,
    due.birth_date, due.protocol, due.ladder, of_ladder.name as ladder_name, of_ladder.track,
    due.stage, rule.name as stage_name,
    rule.rule, due.level, rule.legal, rule.repeat_every,
    due.date as reached_on, due.times, due.recurring, due.is_new, due.today_rank,
    reasons.reasons, norms.counted as norm_hours, actions.actions, followups.came_on, followups.missed_on,
    excused.excused_on
from due
left join reasons
    on reasons.school = due.school and reasons.protocol = due.protocol and reasons.ladder = due.ladder
    and reasons.stage = due.stage and reasons.student_id = due.student_id and reasons.date = due.date
    and reasons.recurring = due.recurring
left join actions
    on actions.school = due.school and actions.protocol = due.protocol and actions.ladder = due.ladder
    and actions.stage = due.stage and actions.student_id = due.student_id and actions.date = due.date
    and actions.recurring = due.recurring
left join followups
    on followups.school = due.school and followups.protocol = due.protocol and followups.ladder = due.ladder
    and followups.stage = due.stage and followups.student_id = due.student_id and followups.date = due.date
    and followups.recurring = due.recurring
left join excused
    on excused.school = due.school and excused.protocol = due.protocol and excused.ladder = due.ladder
    and excused.stage = due.stage and excused.student_id = due.student_id and excused.date = due.date
    and excused.recurring = due.recurring
join ref_ladder as of_ladder on of_ladder.protocol = due.protocol and of_ladder.ladder = due.ladder
join ref_stage as rule on rule.protocol = due.protocol and rule.ladder = due.ladder and rule.stage = due.stage
left join norms
    on norms.school = due.school and norms.student_id = due.student_id and norms.date = due.date
    and norms.protocol = due.protocol and norms.ladder = due.ladder and norms.stage = due.stage
left join covered
    on covered.school = due.school and covered.protocol = due.protocol and covered.ladder = due.ladder
    and covered.stage = due.stage and covered.student_id = due.student_id and covered.date = due.date
    and not due.recurring
-- A step of which nothing is left to ask is the report of the norm itself.
where (covered.school is null or actions.actions is not null)
    -- Without the right to care a step about sickness is there for who has a task in it, and for nobody else.
    and ($viewer.care or not rule.care or actions.actions is not null)
order by due.level desc, due.sort_name, due.student_id, of_ladder.ladder_order, due.recurring, due.date

-- question: report_steps
-- row: one report of the norm up to the day, as a step
-- about: pupils | each apart
-- grain: school, student_id, stage, reached_on
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: reached_on | DATE | day from which it can be made
-- column: recurring | BOOLEAN | an action that is asked again and again, not a stage reached
-- column: task_key | VARCHAR | key of the task that makes it
-- column: role | VARCHAR | who makes it by the national rules
-- column: what | VARCHAR | the task in words
-- column: begin_date | DATE | first day by which a mark names it
-- column: end_date | DATE | last day by which a mark names it
select
    report.school, report.student_id, rule.protocol, rule.ladder, rule.stage, report.possible_from as reached_on,
    false as recurring, action.task_key, action.role, action.what,
    report.begin_date, report.end_date
from mart_leerplicht_report as report
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = report.school and pupil.student_id = report.student_id
join ref_stage as rule on rule.rule = 'norm_report' and rule.protocol = 'nl-leerplicht'
join ref_action as action
    on action.protocol = rule.protocol and action.ladder = rule.ladder and action.stage = rule.stage and action.report
where report.possible_from <= $on
order by report.school, report.student_id, report.possible_from

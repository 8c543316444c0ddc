-- question: pupil_steps
-- row: one stage that a pupil reached this school year or that still holds
-- about: pupils | each apart
-- grain: student_id, ladder, stage, reached_on
-- column: student_id | VARCHAR | pupil number
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: ladder_name | VARCHAR | name of the ladder
-- column: stage | VARCHAR | stage id
-- column: stage_name | VARCHAR | name of the stage
-- column: level | BIGINT | height of the stage on its ladder
-- column: reached_on | DATE | first day of the stretch
-- column: reached_until | DATE | last day of the stretch
-- column: holds | BOOLEAN | the pupil still is there
-- column: place | VARCHAR | where the stage stands in the protocol
-- column: basis | VARCHAR | what the protocol rests the stage on
select stretch.student_id, stretch.protocol, stretch.ladder, of_ladder.name as ladder_name, stretch.stage, rule.name as stage_name,
    stretch.level, stretch.reached_on, stretch.reached_until,
    stretch.reached_until >= $on as holds, rule.place, rule.basis
from mart_stage_reached as stretch
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = stretch.school and pupil.student_id = stretch.student_id
join ref_ladder as of_ladder on of_ladder.protocol = stretch.protocol and of_ladder.ladder = stretch.ladder
join ref_stage as rule
    on rule.protocol = stretch.protocol and rule.ladder = stretch.ladder and rule.stage = stretch.stage
join ref_calendar as first_day on first_day.school = stretch.school and first_day.date = stretch.reached_on
join ref_calendar as itself on itself.school = stretch.school and itself.date = $on
where stretch.school = $school and stretch.protocol = $protocol
    and stretch.reached_on <= $on
    and (itself.school_year = first_day.school_year or stretch.reached_until >= $on)
order by stretch.student_id, stretch.reached_on desc, of_ladder.ladder_order, stretch.level desc

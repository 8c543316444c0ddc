-- question: new_stages
-- row: one stage of the protocol in force that a pupil reached after a day
-- about: pupils | each apart
-- grain: school, student_id, ladder, stage, reached_on
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: mentor | VARCHAR | mentor code on the day
-- column: ladder | VARCHAR | ladder id
-- column: ladder_name | VARCHAR | name of the ladder
-- column: stage | VARCHAR | stage id
-- column: stage_name | VARCHAR | name of the stage
-- column: level | BIGINT | height of the stage on its ladder
-- column: reached_on | DATE | day on which it was reached
select
    stretch.school, stretch.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.mentor, stretch.ladder,
    of_ladder.name as ladder_name, stretch.stage, rule.name as stage_name, stretch.level, stretch.reached_on
from mart_stage_reached as stretch
join ref_school as of_school on of_school.school = stretch.school and of_school.protocol = stretch.protocol
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = stretch.school and pupil.student_id = stretch.student_id
join ref_ladder as of_ladder on of_ladder.protocol = stretch.protocol and of_ladder.ladder = stretch.ladder
join ref_stage as rule
    on rule.protocol = stretch.protocol and rule.ladder = stretch.ladder and rule.stage = stretch.stage
where stretch.reached_on > $since and stretch.reached_on <= $on
order by stretch.level desc, pupil.sort_name, stretch.student_id, of_ladder.ladder_order, stretch.reached_on

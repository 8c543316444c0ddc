-- question: held_stages
-- row: one stretch of days of a pupil at a stage of a protocol, of every school year up to the day
-- about: pupils
-- grain: ladder, stage, reached_on
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: level | BIGINT | height of the stage on its ladder
-- column: reached_on | DATE | first day of the stretch
-- column: reached_until | DATE | last day of the stretch
select stretch.ladder, stretch.stage, stretch.level, stretch.reached_on, stretch.reached_until
from mart_stage_reached as stretch
join placed_pupils($on) as pupil on pupil.school = stretch.school and pupil.student_id = stretch.student_id
where stretch.school = $school and stretch.student_id = $student_id and stretch.protocol = $protocol
    and stretch.reached_on <= $on and is_visible($viewer, pupil.school, pupil.afdeling, pupil.mentor)
order by stretch.reached_on desc, stretch.ladder, stretch.level desc, stretch.stage

-- question: mt_stage_counts
-- row: one ladder of the protocol in force, stage and afdeling
-- about: pupils
-- grain: ladder, stage, part
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: part | VARCHAR | afdeling on the day
-- column: students | BIGINT | pupils whose stage it is on the day
with
-- with: current_stage
select current_stage.ladder, current_stage.stage, pupil.afdeling as part, count(*) as students
from current_stage
join counted_pupils($viewer, $selection, $on) as pupil
    on pupil.school = current_stage.school and pupil.student_id = current_stage.student_id
where current_stage.place = 1 and current_stage.school = $school
group by current_stage.ladder, current_stage.stage, pupil.afdeling
order by current_stage.ladder, current_stage.stage, pupil.afdeling

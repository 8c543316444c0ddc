-- question: ladder_reached
-- row: one stage of the protocol in force that a pupil reached in a school week
-- about: school | the whole of it, because similar pupils are sought in all of it: of single pupils nothing is shown
-- grain: ladder, stage, student_id, week_rank
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: student_id | VARCHAR | pupil number
-- column: week_rank | BIGINT | number of the school week, counted through all years
select stretch.ladder, stretch.stage, stretch.student_id, calendar.week_rank
from mart_stage_reached as stretch
join ref_school as of_school on of_school.school = stretch.school and of_school.protocol = stretch.protocol
join ref_calendar as calendar on calendar.school = stretch.school and calendar.date = stretch.reached_on
where stretch.school = $school and is_in_reach($viewer, stretch.school) and stretch.reached_on <= $on
    and calendar.week_rank is not null
group by stretch.ladder, stretch.stage, stretch.student_id, calendar.week_rank

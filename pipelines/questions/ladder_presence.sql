-- question: ladder_presence
-- row: one pupil and school week in which he or she was enrolled
-- about: school | the whole of it, because similar pupils are sought in all of it: of single pupils nothing is shown
-- grain: student_id, week_rank
-- column: student_id | VARCHAR | pupil number
-- column: week_rank | BIGINT | number of the school week, counted through all years
-- column: days | BIGINT | school days enrolled
select pupil_day.student_id, calendar.week_rank, count(*) as days
from mart_pupil_day as pupil_day
join ref_calendar as calendar on calendar.school = pupil_day.school and calendar.date = pupil_day.date
where pupil_day.school = $school and is_in_reach($viewer, pupil_day.school) and pupil_day.date <= $on
group by pupil_day.student_id, calendar.week_rank
order by pupil_day.student_id, calendar.week_rank

-- question: standout_weeks
-- row: one pupil enrolled on the day and one school week of the year up to the day
-- about: school | what a pupil is held against is the whole school; names come with the viewer's pupils alone
-- grain: student_id, week_start
-- column: student_id | VARCHAR | pupil number
-- column: klas | VARCHAR | klas on the day
-- column: week_start | DATE | Monday of the week
-- column: days | BIGINT | school days of the week up to the day on which the pupil was enrolled
select placement.student_id, placement.klas, pupil_day.week_start, count(*) as days
from stg_placement as placement
join ref_calendar as itself on itself.school = placement.school and itself.date = $on
join mart_pupil_day as pupil_day
    on pupil_day.school = placement.school and pupil_day.student_id = placement.student_id
    and pupil_day.school_year = itself.school_year and pupil_day.date <= $on
where placement.school = $school and is_in_reach($viewer, placement.school)
    and placement.valid_from <= $on and placement.valid_until > $on
group by placement.student_id, placement.klas, pupil_day.week_start
order by placement.student_id, pupil_day.week_start

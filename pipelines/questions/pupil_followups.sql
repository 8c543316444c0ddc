-- question: pupil_followups
-- row: one follow-up of a pupil this school year that a file brought
-- about: pupils
-- grain: student_id, date, measure, shown
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | day of the follow-up
-- column: measure | VARCHAR | what it was
-- column: shown | BOOLEAN | the pupil came; null when unknown
select followup.student_id, followup.date, followup.measure, followup.shown
from raw_followup as followup
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = followup.school and pupil.student_id = followup.student_id
join ref_calendar as calendar on calendar.school = followup.school and calendar.date = followup.date
join ref_calendar as itself
    on itself.school = followup.school and itself.date = $on and itself.school_year = calendar.school_year
where followup.school = $school and followup.date <= $on
order by followup.student_id, followup.date desc, followup.source_id

-- question: came_back
-- row: one pupil with a follow-up to which he or she came, in the last school weeks
-- about: pupils
-- grain: student_id
-- column: student_id | VARCHAR | pupil number
with
-- with: today
select followup.student_id
from raw_followup as followup
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = followup.school and pupil.student_id = followup.student_id
join today on today.school = followup.school and followup.date >= today.first_date
where followup.shown and followup.date <= $on
group by followup.student_id
order by followup.student_id

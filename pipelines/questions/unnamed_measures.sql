-- question: unnamed_measures
-- row: one measure of the follow-ups of this school year of which no kind of appointment is known
-- about: pupils
-- grain: measure
-- column: measure | VARCHAR | measure as the file calls it; null when it says none
-- column: followups | BIGINT | follow-ups with that measure up to the day
select followup.measure, count(*) as followups
from raw_followup as followup
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = followup.school and pupil.student_id = followup.student_id
join ref_calendar as calendar on calendar.school = followup.school and calendar.date = followup.date
join ref_calendar as itself
    on itself.school = followup.school and itself.date = $on and itself.school_year = calendar.school_year
where followup.date <= $on and followup.shown is not null
    and not exists (
        select 1 from ref_appointment_word as named where contains(lower(coalesce(followup.measure, '')), named.word)
    )
group by followup.measure
order by followups desc, followup.measure

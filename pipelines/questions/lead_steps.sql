-- question: lead_steps
-- row: one protocol and pupil for whom an adult stepped in this school year up to the day
-- about: pupils | each apart
-- grain: protocol, school, student_id
-- column: protocol | VARCHAR | protocol id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: first_step | DATE | day on which an adult stepped in first
-- column: stages | BIGINT | stages that asked it
-- column: actions | BIGINT | actions that were asked
-- column: idle | BOOLEAN | the pupil never came near the norm this school year
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
with visible as (select * from visible_pupils($viewer, $selection, $on)),
-- with: stepped
near as (
    select norm.school, norm.student_id
    from int_norm_window as norm
    join ref_calendar as calendar on calendar.school = norm.school and calendar.date = norm.date
    join ref_calendar as itself
        on itself.school = norm.school and itself.date = $on and itself.school_year = calendar.school_year
    where norm.date <= $on and norm.counted >= (select value from ref_norm where name = 'near_hours')
    group by norm.school, norm.student_id
)
select
    stepped.protocol, stepped.school, stepped.student_id, stepped.first_step, stepped.stages, stepped.actions,
    near.student_id is null as idle, pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar, pupil.afdeling,
    pupil.mentor
from stepped
join visible as pupil on pupil.school = stepped.school and pupil.student_id = stepped.student_id
left join near on near.school = stepped.school and near.student_id = stepped.student_id
where list_contains($protocols, stepped.protocol)
order by stepped.protocol, pupil.sort_name, stepped.student_id

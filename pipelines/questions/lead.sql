-- question: lead
-- row: one protocol and pupil who reached the norm this school year up to the day
-- about: pupils | each apart
-- grain: protocol, school, student_id
-- column: protocol | VARCHAR | protocol id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: norm_on | DATE | day of the 16th hour
-- column: first_step | DATE | day on which an adult stepped in first, before that; null when nobody did
-- column: lead_school_days | BIGINT | school days from that step to the 16th hour
-- column: missed | BOOLEAN | no adult stepped in on an earlier day
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
with visible as (select * from visible_pupils($viewer, $selection, $on)),
-- with: stepped
reached as (
    select report.school, report.student_id, min(report.end_date) as norm_on
    from mart_leerplicht_report as report
    join visible as pupil on pupil.school = report.school and pupil.student_id = report.student_id
    join ref_calendar as itself
        on itself.school = report.school and itself.date = $on and itself.school_year = report.school_year
    where report.possible_from <= $on
    group by report.school, report.student_id
)
select
    of_protocol.protocol, reached.school, reached.student_id, reached.norm_on,
    case when stepped.first_step < reached.norm_on then stepped.first_step end as first_step,
    case when stepped.first_step < reached.norm_on then norm_day.school_day_rank - step_day.school_day_rank end
        as lead_school_days,
    stepped.first_step is null or stepped.first_step >= reached.norm_on as missed,
    pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar, pupil.afdeling, pupil.mentor
from ref_protocol as of_protocol
cross join reached
join visible as pupil on pupil.school = reached.school and pupil.student_id = reached.student_id
join ref_calendar as norm_day on norm_day.school = reached.school and norm_day.date = reached.norm_on
left join stepped
    on stepped.protocol = of_protocol.protocol and stepped.school = reached.school
    and stepped.student_id = reached.student_id
left join ref_calendar as step_day on step_day.school = stepped.school and step_day.date = stepped.first_step
where list_contains($protocols, of_protocol.protocol)
order by of_protocol.protocol, pupil.sort_name, reached.student_id

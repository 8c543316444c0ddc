-- question: report_counts
-- row: one protocol: what it reports to leerplicht (DUO) this school year up to the day
-- about: pupils
-- grain: protocol
-- column: protocol | VARCHAR | protocol id
-- column: reports | BIGINT | reports
-- column: students | BIGINT | pupils reported
with visible as (select * from visible_pupils($viewer, $selection, $on)),
-- with: done
reported as (
    -- Ladders of one protocol may ask for the same report (kgc-2021): a pupil is reported once a day.
    select protocol, school, student_id, date from done where report group by protocol, school, student_id, date
)
select of_protocol.protocol, count(reported.date) as reports, count(distinct reported.student_id) as students
from ref_protocol as of_protocol
left join reported on reported.protocol = of_protocol.protocol
where list_contains($protocols, of_protocol.protocol)
group by of_protocol.protocol
order by of_protocol.protocol

-- question: findings
-- row: one school of the viewer and kind of finding in the imported data
-- about: school
-- grain: school, finding
-- column: school | VARCHAR | school id
-- column: finding | VARCHAR | kind of finding
-- column: subjects | BIGINT | codes, pupils or days that it is about
-- column: registrations | BIGINT | registrations that it is about
-- column: named | VARCHAR | those subjects, in order
-- column: first_date | DATE | first day of it
-- column: last_date | DATE | last day of it
select
    school, finding, count(distinct subject) as subjects, cast(sum(registrations) as bigint) as registrations,
    string_agg(distinct subject, ', ' order by subject) as named,
    min(first_date) as first_date, max(last_date) as last_date
from mart_finding
where is_in_reach($viewer, school)
group by school, finding
order by school, finding

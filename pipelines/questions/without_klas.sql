-- question: without_klas
-- row: one pupil with registrations this school year and no klas
-- about: pupils
-- grain: student_id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: klas | VARCHAR | last klas known on the day
-- column: mentor | VARCHAR | mentor code of that klas
-- column: unlisted | BOOLEAN | on no pupil list either
-- column: registrations | BIGINT | registrations
-- column: last_date | DATE | last day with a registration
with
-- with: owned
-- with: registered
select
    registered.student_id, registered.name, registered.klas, registered.mentor,
    not exists (
        select 1 from raw_pupil as listed
        where listed.school = registered.school and listed.student_id = registered.student_id
    ) as unlisted,
    count(*) as registrations, max(registered.date) as last_date
from registered
where registered.klas is null
group by registered.school, registered.student_id, registered.name, registered.sort_name, registered.klas,
    registered.mentor
order by registered.sort_name, registered.student_id

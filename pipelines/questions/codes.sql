-- question: codes
-- row: one code, type and flag in the registrations up to the day
-- about: pupils
-- grain: code, kind, flag
-- column: code | VARCHAR | code as registered
-- column: description | VARCHAR | its description in the export
-- column: kind | VARCHAR | type of registration
-- column: flag | VARCHAR | true, false or empty: authorised according to the row itself
-- column: category | VARCHAR | category that it was given
-- column: basis | VARCHAR | who gave it that one: school, protocol, bron or geen
-- column: contradiction | BOOLEAN | the flag says otherwise than the category
-- column: registrations | BIGINT | registrations
-- column: first_date | DATE | first day with it
-- column: last_date | DATE | last day with it
with
-- with: owned
select
    of_code.code, of_code.description, of_code.kind, of_code.flag, of_code.category, of_code.basis,
    of_code.contradiction, count(*) as registrations, min(registration.date) as first_date, max(registration.date) as last_date
from raw_registration as registration
join owned on owned.school = registration.school and owned.student_id = registration.student_id
join stg_code as of_code
    on of_code.school = registration.school and of_code.code = registration.code
    and of_code.kind = coalesce(registration.kind, '')
    and of_code.flag = coalesce(cast(registration.authorised as varchar), '')
where registration.date <= $on
group by of_code.code, of_code.description, of_code.kind, of_code.flag, of_code.category, of_code.basis,
    of_code.contradiction
order by registrations desc, of_code.code, of_code.kind, of_code.flag

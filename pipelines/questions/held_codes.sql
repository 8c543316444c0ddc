-- question: held_codes
-- row: one code, type and flag in the registrations of a pupil
-- about: pupils
-- grain: code, kind, flag
-- column: code | VARCHAR | code as registered
-- column: kind | VARCHAR | type of registration; empty when the source has none
-- column: flag | VARCHAR | true, false or empty: authorised according to the row itself
-- column: description | VARCHAR | its description in the export
-- column: category | VARCHAR | category that it was given
select distinct of_code.code, of_code.kind, of_code.flag, of_code.description, of_code.category
from raw_registration as registration
join placed_pupils($on) as pupil
    on pupil.school = registration.school and pupil.student_id = registration.student_id
join stg_code as of_code
    on of_code.school = registration.school and of_code.code = registration.code
    and of_code.kind = coalesce(registration.kind, '')
    and of_code.flag = coalesce(cast(registration.authorised as varchar), '')
where registration.school = $school and registration.student_id = $student_id
    and is_visible($viewer, pupil.school, pupil.afdeling, pupil.mentor)
order by of_code.code, of_code.kind, of_code.flag

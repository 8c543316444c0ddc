-- question: school_parts
-- row: one klas and mentor of the school year, in the part of the school that is the viewer's
-- about: pupils
-- grain: afdeling, leerjaar, klas, mentor
-- column: afdeling | VARCHAR | afdeling id
-- column: name | VARCHAR | name of the afdeling
-- column: afdeling_order | BIGINT | place of the afdeling in the settings
-- column: leerjaar | BIGINT | leerjaar
-- column: klas | VARCHAR | klas
-- column: mentor | VARCHAR | mentor code
select distinct of_afdeling.afdeling, of_afdeling.name, of_afdeling.afdeling_order, enrolment.leerjaar, enrolment.klas,
    enrolment.mentor
from mart_enrolment_day as enrolment
join ref_afdeling as of_afdeling on of_afdeling.school = enrolment.school and of_afdeling.afdeling = enrolment.afdeling
join ref_calendar as itself
    on itself.school = enrolment.school and itself.date = $on and itself.school_year = enrolment.school_year
where enrolment.school = $school and is_visible($viewer, enrolment.school, enrolment.afdeling, enrolment.mentor)
order by of_afdeling.afdeling_order, enrolment.leerjaar, enrolment.klas, enrolment.mentor

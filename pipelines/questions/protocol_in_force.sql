-- question: protocol_in_force
-- row: the protocol in force at a school
-- about: school
-- grain: protocol
-- column: protocol | VARCHAR | protocol id
select of_school.protocol from ref_school as of_school where of_school.school = $school
    and is_in_reach($viewer, of_school.school)

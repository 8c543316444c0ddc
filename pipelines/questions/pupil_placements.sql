-- question: pupil_placements
-- row: one klas that a pupil was in
-- about: pupils | each apart
-- grain: student_id, valid_from
-- column: student_id | VARCHAR | pupil number
-- column: klas | VARCHAR | klas
-- column: leerjaar | BIGINT | leerjaar
-- column: afdeling | VARCHAR | afdeling
-- column: mentor | VARCHAR | mentor code
-- column: valid_from | DATE | first day
-- column: valid_until | DATE | first day after
select placement.student_id, placement.klas, placement.leerjaar, placement.afdeling, placement.mentor, placement.valid_from,
    placement.valid_until
from stg_placement as placement
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = placement.school and pupil.student_id = placement.student_id
where placement.school = $school and placement.valid_from <= $on
order by placement.student_id, placement.valid_from desc

-- question: enrolled
-- row: one part of the school
-- about: pupils
-- grain: part
-- column: part | VARCHAR | part of the school; null for none
-- column: students | BIGINT | pupils enrolled in it
-- Who is there on the day; a school year that is over has its last school day.
with days as (
    select school, least($on, max(date)) as date from ref_calendar
    where school = $school and school_year = $year and is_school_day
    group by school
)
select part_of($by, placement.afdeling, placement.leerjaar, placement.klas) as part, count(*) as students
from stg_placement as placement
join days on days.school = placement.school and placement.valid_from <= days.date and placement.valid_until > days.date
where is_visible($viewer, placement.school, placement.afdeling, placement.mentor)
    and is_chosen($selection, placement.afdeling, placement.leerjaar, placement.klas, placement.mentor)
group by part

-- question: mentor_codes
-- row: one mentor code of a school, with pupils today (at most on the last day of the data)
-- about: school
-- grain: school, mentor
-- column: school | VARCHAR | school id
-- column: mentor | VARCHAR | mentor code
-- column: students | BIGINT | pupils who have this mentor
select placement.school, placement.mentor, count(distinct placement.student_id) as students
from stg_placement as placement
join ref_data_range as imported on imported.school = placement.school
where is_anyhow($viewer, placement.school) and placement.mentor is not null
    and placement.valid_from <= todays_day($viewer, imported.last_date)
    and placement.valid_until > todays_day($viewer, imported.last_date)
group by placement.school, placement.mentor
order by placement.school, placement.mentor

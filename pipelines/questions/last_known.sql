-- question: last_known
-- row: one pupil of the viewer, with the last day on which anything says that he or she was at school
-- about: pupils
-- care: counted | the last day of any registration; of which kind it was is not told
-- grain: school, student_id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: listed | BOOLEAN | a pupil list tells the placement; else registrations alone do
-- column: last_day | DATE | last day of the last placement of a list or, when later, of a registration; null when nothing tells
with placed as (
    select school, student_id, max(valid_until) as until from stg_placement group by school, student_id
),
told as (
    select school, student_id, bool_or(listed is distinct from false) as listed
    from raw_placement
    group by school, student_id
),
registered as (
    select school, student_id, max(date) as date from raw_registration group by school, student_id
)
select
    own.school, own.student_id, coalesce(told.listed, false) as listed,
    greatest(case when told.listed then placed.until - 1 end, registered.date) as last_day
from own_pupils($viewer) as own
left join placed on placed.school = own.school and placed.student_id = own.student_id
left join told on told.school = own.school and told.student_id = own.student_id
left join registered on registered.school = own.school and registered.student_id = own.student_id
order by own.school, own.student_id

-- question: pupil_left
-- row: the last day of a pupil at the school, when he or she left or is on no list of the whole school any more
-- about: pupils
-- grain: student_id
-- column: student_id | VARCHAR | pupil number
-- column: last_day | DATE | last day enrolled; null for who is registered still, and on no list
-- column: list_date | DATE | day of the list that the pupil is not on; null when a last day was told
with ends as (
    select placement.school, placement.student_id, max(placement.valid_until) as valid_until
    from stg_placement as placement
    join own_pupils($viewer) as own on own.school = placement.school and own.student_id = placement.student_id
    where placement.school = $school
    group by placement.school, placement.student_id
)
select
    ends.student_id,
    case when missed.student_id is null or missed.left_on is not null
        then cast(ends.valid_until - interval 1 day as date)
    end as last_day,
    missed.list_date
from ends
join ref_data_range as imported on imported.school = ends.school
left join stg_left as missed
    on missed.school = ends.school and missed.student_id = ends.student_id and missed.back_on is null
    -- The list ended this stay, or asks why it goes on.
    and (missed.left_on = ends.valid_until or missed.left_on is null and missed.list_date < ends.valid_until)
where missed.student_id is not null or ends.valid_until <= todays_day($viewer, imported.last_date)

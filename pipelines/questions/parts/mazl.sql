-- part: mazl
-- says: pupils who meet the national criteria on the day, and since when
mazl as (
    select school, student_id, min(reached_on) as since
    from mart_stage_reached
    where protocol = 'nl-mazl' and reached_on <= $on and reached_until >= $on
    group by school, student_id
)

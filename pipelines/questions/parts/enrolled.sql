-- part: enrolled
-- says: school days from a first to a last day on which a pupil was enrolled; `bounds`, a CTE of the question, has
-- says: school, first_date and last_date
enrolled as (
    select
        placement.school, placement.student_id,
        cast(sum(
            last_day.school_day_rank - first_day.school_day_rank + case when first_day.is_school_day then 1 else 0 end
        ) as bigint) as school_days
    from stg_placement as placement
    join bounds
        on bounds.school = placement.school and placement.valid_from <= bounds.last_date
        and placement.valid_until > bounds.first_date
    join ref_calendar as first_day
        on first_day.school = placement.school and first_day.date = greatest(placement.valid_from, bounds.first_date)
    join ref_calendar as last_day
        on last_day.school = placement.school
        and last_day.date = cast(least(placement.valid_until - interval 1 day, bounds.last_date) as date)
    group by placement.school, placement.student_id
)

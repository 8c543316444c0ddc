-- question: norm_standings
-- row: one pupil of the school with lesson hours without a known reason up to the day
-- about: school
-- grain: student_id
-- column: student_id | VARCHAR | pupil number
-- column: hours | DOUBLE | lesson hours that count in the window since the last report
-- column: unknown | DOUBLE | lesson hours without a known reason in that window
-- column: nears | BOOLEAN | nears the norm: placed on the last school day, and no report since
with numbers as (
    select max(case when name = 'near_hours' then value end) as near_hours from ref_norm
),
unsure as (
    select school, student_id
    from int_norm_day
    where school = $school and is_in_reach($viewer, school) and date <= $on and unknown > 0
    group by school, student_id
),
made as (
    select school, student_id, max(possible_from) as possible_from
    from int_norm_report
    where possible_from <= $on
    group by school, student_id
),
placed as (
    select placement.school, placement.student_id,
        max(placement.valid_from <= last_day.date and placement.valid_until > last_day.date) as present
    from stg_placement as placement
    join last_school_day($on) as last_day on last_day.school = placement.school
    group by placement.school, placement.student_id
)
select
    unsure.student_id,
    case when norm.date is null then 0 else norm.counted end as hours,
    case when norm.date is null then 0 else norm.unknown end as unknown,
    coalesce(norm.counted >= numbers.near_hours, false)
        and coalesce(placed.present, true)
        and coalesce(made.possible_from < last_day.date, true) as nears
from unsure
cross join numbers
join last_school_day($on) as last_day on last_day.school = unsure.school
join ref_calendar as calendar on calendar.school = last_day.school and calendar.date = last_day.date
join ref_school as of_school on of_school.school = unsure.school
left join made on made.school = unsure.school and made.student_id = unsure.student_id
left join placed on placed.school = unsure.school and placed.student_id = unsure.student_id
left join int_norm_window as norm
    on norm.school = unsure.school and norm.student_id = unsure.student_id and norm.date = last_day.date
    -- Where counting starts anew in August, hours of last year count no longer.
    and (of_school.norm_crosses_summer or calendar.school_year = last_day.school_year)
order by unsure.student_id

-- table: int_whole_day
-- row: one pupil, school day and category of which nothing tells the lesson hours: it counts as a day, never in hours
-- grain: school, student_id, date, category
-- source: stg_registration on the school calendar: whole days without a timetable and without a lesson table
-- part: date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: category | VARCHAR | category
-- column: handled | BOOLEAN | whether every registration was handled by the source; null when it does not tell of all
with final as (
    select
        registration.school,
        registration.student_id,
        registration.date,
        registration.category,
        case when not bool_and(registration.handled) or bool_and(registration.handled is not null)
            then bool_and(registration.handled) end as handled
    from stg_registration as registration
    join ref_calendar as calendar
        on calendar.school = registration.school and calendar.date = registration.date
    where calendar.is_school_day
        and not registration.hours_known
        and registration.category not in ('onbekend_code', 'betermelding')
    group by
        registration.school,
        registration.student_id,
        registration.date,
        registration.category
)
select * from final

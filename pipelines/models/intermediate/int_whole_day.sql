-- table: int_whole_day
-- row: one pupil, school day and category of which nothing tells the lesson hours: it counts as a day, never in hours
-- grain: school, student_id, date, category
-- source: stg_registration on the school calendar: whole days without a timetable and without a lesson table
-- part: date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: category | VARCHAR | category
with final as (
    select
        registration.school,
        registration.student_id,
        registration.date,
        registration.category
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

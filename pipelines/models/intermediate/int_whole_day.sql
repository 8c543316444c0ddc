-- table: int_whole_day
-- row: one pupil, school day and category of which nothing tells the lesson hours: it counts as a day, never in hours
-- grain: school, student_id, date, category
-- source: stg_registration on the school calendar: whole days without a timetable and without a lesson table
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: category | VARCHAR | category
with final as (
    select
        stg_registration.school,
        stg_registration.student_id,
        stg_registration.date,
        stg_registration.category
    from stg_registration
    join ref_calendar
        on ref_calendar.school = stg_registration.school and ref_calendar.date = stg_registration.date
    where ref_calendar.is_school_day
        and not stg_registration.hours_known
        and stg_registration.category not in ('onbekend_code', 'betermelding')
    group by
        stg_registration.school,
        stg_registration.student_id,
        stg_registration.date,
        stg_registration.category
)
select * from final

-- table: int_slot
-- row: one pupil, school day, lesson hour and category ("keer"); two registrations of one category count once
-- source: stg_registration on the school calendar; days without lessons and unmapped codes count nowhere
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: lesson_hour | BIGINT | lesson hour of the day
-- column: category | VARCHAR | category
-- column: subject | VARCHAR | subject abbreviation, when known
with final as (
    select
        stg_registration.school,
        stg_registration.student_id,
        stg_registration.date,
        stg_registration.lesson_hour,
        stg_registration.category,
        max(stg_registration.subject) as subject
    from stg_registration
    join ref_calendar
        on ref_calendar.school = stg_registration.school and ref_calendar.date = stg_registration.date
    where ref_calendar.is_school_day
        and stg_registration.category not in ('onbekend_code', 'betermelding')
    group by
        stg_registration.school,
        stg_registration.student_id,
        stg_registration.date,
        stg_registration.lesson_hour,
        stg_registration.category
)
select * from final

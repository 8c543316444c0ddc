-- table: int_slot
-- row: one pupil, school day, lesson hour and category ("keer"); two registrations of one category count once
-- grain: school, student_id, date, lesson_hour, category
-- source: stg_registration on the school calendar; int_whole_day has the days of which nothing tells the lesson hours
-- part: date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: lesson_hour | BIGINT | lesson hour of the day; null for one lesson of which no source tells the hour
-- column: category | VARCHAR | category
-- column: subject | VARCHAR | subject abbreviation, when known
-- column: handled | BOOLEAN | whether every registration was handled by the source; null when it does not tell of all
-- column: minutes_late | BIGINT | minutes late, the most of several registrations; null when no source tells them
-- check: only what happens in one lesson has no hour | select s.* from int_slot s join ref_category c on c.category = s.category where s.lesson_hour is null and not c.one_lesson
with final as (
    select
        registration.school,
        registration.student_id,
        registration.date,
        registration.lesson_hour,
        registration.category,
        max(registration.subject) as subject,
        case when not bool_and(registration.handled) or bool_and(registration.handled is not null)
            then bool_and(registration.handled) end as handled,
        max(registration.minutes_late) as minutes_late
    from stg_registration as registration
    join ref_calendar as calendar
        on calendar.school = registration.school and calendar.date = registration.date
    where calendar.is_school_day
        and registration.hours_known
        and registration.category not in ('onbekend_code', 'betermelding')
    group by
        registration.school,
        registration.student_id,
        registration.date,
        registration.lesson_hour,
        registration.category
)
select * from final

-- table: int_spell_weekdays
-- row: one first day of a spell, with the weekdays on which the pupil has school as far as known on that day
-- grain: school, student_id, spell_start
-- source: the timetable of the school year so far; without it the weekdays on which the pupil was registered so far
-- part: spell_start
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: spell_start | DATE | first day of a spell of any set of categories
-- column: school_days | VARCHAR | weekdays, Monday is 1: 135; from registrations with a plus, as there may be more: 15+
with starts as (
    select distinct spell_day.school, spell_day.student_id, spell_day.date, calendar.school_year
    from int_spell_day as spell_day
    join ref_calendar as calendar on calendar.school = spell_day.school and calendar.date = spell_day.date
    where spell_day.day_in_spell = 1
),
pupils as (
    select distinct school, student_id from starts
),
lesson_days as (
    select distinct lesson.school, lesson.student_id, lesson.date, calendar.school_year, calendar.iso_weekday
    from raw_lesson as lesson
    join pupils on pupils.school = lesson.school and pupils.student_id = lesson.student_id
    join ref_calendar as calendar on calendar.school = lesson.school and calendar.date = lesson.date
),
counted as (
    select starts.school, starts.student_id, starts.date, lesson_days.iso_weekday, count(*) as weeks
    from starts
    join lesson_days
        on lesson_days.school = starts.school and lesson_days.student_id = starts.student_id
        and lesson_days.school_year = starts.school_year and lesson_days.date <= starts.date
    group by starts.school, starts.student_id, starts.date, lesson_days.iso_weekday
),
fullest as (
    select school, student_id, date, max(weeks) as weeks from counted group by school, student_id, date
),
taught as (
    select counted.school, counted.student_id, counted.date, counted.iso_weekday
    from counted
    join fullest
        on fullest.school = counted.school and fullest.student_id = counted.student_id and fullest.date = counted.date
    where counted.weeks >= fullest.weeks * (select value from ref_setting where name = 'pattern_day_share')
),
seen_first as (
    select
        registration.school, registration.student_id, calendar.school_year, calendar.iso_weekday,
        min(registration.date) as date
    from stg_registration as registration
    join ref_calendar as calendar
        on calendar.school = registration.school and calendar.date = registration.date and calendar.is_school_day
    where registration.category <> 'betermelding'
    group by registration.school, registration.student_id, calendar.school_year, calendar.iso_weekday
),
seen as (
    select starts.school, starts.student_id, starts.date, seen_first.iso_weekday
    from starts
    join seen_first
        on seen_first.school = starts.school and seen_first.student_id = starts.student_id
        and seen_first.school_year = starts.school_year and seen_first.date <= starts.date
),
weekdays as (
    select school, student_id, date, iso_weekday, '' as more from taught
    union all
    select school, student_id, date, iso_weekday, '+' as more from seen
),
written as (
    select
        weekdays.school, weekdays.student_id, weekdays.date, weekdays.more,
        concat(
            max(case when cast(weekdays.iso_weekday as varchar) = '1' then '1' else '' end),
            max(case when cast(weekdays.iso_weekday as varchar) = '2' then '2' else '' end),
            max(case when cast(weekdays.iso_weekday as varchar) = '3' then '3' else '' end),
            max(case when cast(weekdays.iso_weekday as varchar) = '4' then '4' else '' end),
            max(case when cast(weekdays.iso_weekday as varchar) = '5' then '5' else '' end),
            max(case when cast(weekdays.iso_weekday as varchar) = '6' then '6' else '' end),
            max(case when cast(weekdays.iso_weekday as varchar) = '7' then '7' else '' end)
        ) || weekdays.more as school_days
    from weekdays
    group by weekdays.school, weekdays.student_id, weekdays.date, weekdays.more
),
final as (
    select
        starts.school, starts.student_id, starts.date as spell_start,
        coalesce(
            max(case when written.more = '' then written.school_days end),
            max(case when written.more = '+' then written.school_days end)
        ) as school_days
    from starts
    left join written
        on written.school = starts.school and written.student_id = starts.student_id and written.date = starts.date
    group by starts.school, starts.student_id, starts.date
)
select * from final

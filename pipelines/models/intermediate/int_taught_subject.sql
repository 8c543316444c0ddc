-- table: int_taught_subject
-- row: one subject in the timetable of a school in a school year
-- grain: school, school_year, subject
-- source: the timetable; tells whether a share of lessons can be computed at all
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year
-- column: subject | VARCHAR | subject abbreviation; null for lessons without one
with final as (
    select lesson.school, calendar.school_year, lesson.subject
    from raw_lesson as lesson
    join ref_calendar as calendar on calendar.school = lesson.school and calendar.date = lesson.date
    group by lesson.school, calendar.school_year, lesson.subject
)
select * from final

-- table: int_taught_subject
-- row: one subject in the timetable of a school in a school year
-- grain: school, school_year, subject
-- source: the timetable; tells whether a share of lessons can be computed at all
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year
-- column: subject | VARCHAR | subject abbreviation; null for lessons without one
with final as (
    select raw_lesson.school, ref_calendar.school_year, raw_lesson.subject
    from raw_lesson
    join ref_calendar on ref_calendar.school = raw_lesson.school and ref_calendar.date = raw_lesson.date
    group by raw_lesson.school, ref_calendar.school_year, raw_lesson.subject
)
select * from final

-- table: int_known_lesson
-- row: one subject of a school in a school year, of which the timetable tells, or registrations of a category
-- grain: school, school_year, category, subject
-- source: the timetable, int_slot and int_whole_day; tells whether a count of some lessons, or a share of lessons, can be computed at all
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year
-- column: category | VARCHAR | category of the registrations; null for the timetable
-- column: subject | VARCHAR | subject abbreviation; null for lessons without one
-- column: hour_known | BOOLEAN | some of them tell the lesson hour
-- column: minutes_known | BOOLEAN | some of them tell the minutes late
-- column: handled_known | BOOLEAN | of some of them the source tells whether they were handled
with final as (
    select
        lesson.school, calendar.school_year, cast(null as varchar) as category, lesson.subject, true as hour_known,
        false as minutes_known, false as handled_known
    from raw_lesson as lesson
    join ref_calendar as calendar on calendar.school = lesson.school and calendar.date = lesson.date
    group by lesson.school, calendar.school_year, lesson.subject
    union all
    select slot.school, calendar.school_year, slot.category, slot.subject, bool_or(slot.lesson_hour is not null),
        bool_or(slot.minutes_late is not null), bool_or(slot.handled is not null)
    from (
        select school, date, category, subject, lesson_hour, minutes_late, handled from int_slot
        union all
        select school, date, category, null, null, null, handled from int_whole_day
    ) as slot
    join ref_calendar as calendar on calendar.school = slot.school and calendar.date = slot.date
    group by slot.school, calendar.school_year, slot.category, slot.subject
)
select * from final

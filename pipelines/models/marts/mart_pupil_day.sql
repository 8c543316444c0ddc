-- table: mart_pupil_day
-- row: one enrolled pupil on one school day, with the lesson hours that he or she had to follow
-- grain: school, student_id, date
-- source: placements inside the imported range; hours by the timetable, else by the lesson table in school.toml
-- part: date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: school_year | VARCHAR | school year
-- column: school_week | BIGINT | number of the school week in the year
-- column: week_start | DATE | Monday of the week
-- column: date | DATE | school day
-- column: iso_weekday | BIGINT | day of the week, Monday is 1
-- column: afdeling | VARCHAR | afdeling id
-- column: leerjaar | BIGINT | leerjaar
-- column: klas | VARCHAR | klas
-- column: mentor | VARCHAR | mentor code
-- column: by_timetable | BOOLEAN | the timetable of the klas is known that day
-- column: scheduled_fifths | DOUBLE | scheduled lesson hours in fifths of an hour; null when nothing tells
-- column: table_fifths | DOUBLE | the same by the lesson table alone, also where the timetable is known
with lessons as (
    select school, student_id, date, count(distinct lesson_hour) as hours
    from raw_lesson
    group by school, student_id, date
),
days as (
    select
        placement.school, placement.student_id, calendar.school_year, calendar.school_week, calendar.week_start,
        calendar.date, calendar.iso_weekday, placement.afdeling, placement.leerjaar, placement.klas, placement.mentor,
        lessons.hours
    from stg_placement as placement
    join ref_data_range as imported on imported.school = placement.school
    join ref_calendar as calendar
        on calendar.school = placement.school
        and calendar.is_school_day
        and calendar.date >= greatest(placement.valid_from, imported.first_date)
        and calendar.date < placement.valid_until
        and calendar.date <= imported.last_date
    left join lessons
        on lessons.school = placement.school and lessons.student_id = placement.student_id
        and lessons.date = calendar.date
),
taught as (
    -- A klas has a timetable on a day when any of its pupils has a lesson: who has none then is free.
    select school, klas, date from days where hours is not null group by school, klas, date
),
final as (
    select
        days.school, days.student_id, days.school_year, days.school_week, days.week_start, days.date, days.iso_weekday,
        days.afdeling, days.leerjaar, days.klas, days.mentor,
        taught.date is not null as by_timetable,
        -- In fifths, so that a day of the lesson table is a whole number and weeks add up exactly.
        cast(case
            when taught.date is null then coalesce(own.hours_a_week, general.hours_a_week)
            when days.hours is null then 0
            else 5.0 * days.hours
        end as double) as scheduled_fifths,
        cast(coalesce(own.hours_a_week, general.hours_a_week) as double) as table_fifths
    from days
    left join taught
        on taught.school = days.school and taught.klas is not distinct from days.klas and taught.date = days.date
    left join ref_lesson_table as own on own.school = days.school and own.leerjaar = days.leerjaar
    left join ref_lesson_table as general on general.school = days.school and general.leerjaar is null
)
select * from final
order by school, date, klas, student_id

-- table: mart_pupil_day
-- row: one enrolled pupil on one school day, with the lesson hours that he or she had to follow
-- grain: school, student_id, date
-- source: placements inside the imported range; hours by the timetable, else by the lesson table in school.toml
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
        p.school, p.student_id, c.school_year, c.school_week, c.week_start, c.date, c.iso_weekday,
        p.afdeling, p.leerjaar, p.klas, p.mentor,
        l.hours
    from stg_placement as p
    join ref_data_range as r on r.school = p.school
    join ref_calendar as c
        on c.school = p.school
        and c.is_school_day
        and c.date >= greatest(p.valid_from, r.first_date)
        and c.date < p.valid_until
        and c.date <= r.last_date
    left join lessons as l on l.school = p.school and l.student_id = p.student_id and l.date = c.date
),
taught as (
    -- A klas has a timetable on a day when any of its pupils has a lesson: who has none then is free.
    select school, klas, date from days where hours is not null group by school, klas, date
),
final as (
    select
        d.school, d.student_id, d.school_year, d.school_week, d.week_start, d.date, d.iso_weekday,
        d.afdeling, d.leerjaar, d.klas, d.mentor,
        t.date is not null as by_timetable,
        -- In fifths, so that a day of the lesson table is a whole number and weeks add up exactly.
        cast(case
            when t.date is null then coalesce(own.hours_a_week, general.hours_a_week)
            when d.hours is null then 0
            else 5.0 * d.hours
        end as double) as scheduled_fifths,
        cast(coalesce(own.hours_a_week, general.hours_a_week) as double) as table_fifths
    from days as d
    left join taught as t on t.school = d.school and t.klas is not distinct from d.klas and t.date = d.date
    left join ref_lesson_table as own on own.school = d.school and own.leerjaar = d.leerjaar
    left join ref_lesson_table as general on general.school = d.school and general.leerjaar is null
)
select * from final
order by school, date, klas, student_id

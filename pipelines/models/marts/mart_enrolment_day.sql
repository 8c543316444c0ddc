-- table: mart_enrolment_day
-- row: one klas on one school day, with the lesson hours that its pupils had to follow
-- source: placements inside the imported range; hours by the timetable, else by the lesson table in school.toml
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year
-- column: school_week | BIGINT | number of the school week in the year
-- column: week_start | DATE | Monday of the week
-- column: date | DATE | school day
-- column: afdeling | VARCHAR | afdeling id
-- column: leerjaar | BIGINT | leerjaar
-- column: klas | VARCHAR | klas
-- column: mentor | VARCHAR | mentor code
-- column: students | BIGINT | pupils enrolled that day
-- column: by_timetable | BOOLEAN | the timetable of the klas is known that day
-- column: scheduled_fifths | DOUBLE | scheduled lesson hours of all pupils in fifths of an hour; null when nothing tells
with lessons as (
    select school, student_id, date, count(distinct lesson_hour) as hours
    from raw_lesson
    group by school, student_id, date
),
days as (
    select
        c.school, c.school_year, c.school_week, c.week_start, c.date,
        p.afdeling, p.leerjaar, p.klas, p.mentor,
        count(*) as students,
        count(l.hours) as with_lessons,
        sum(l.hours) as lesson_hours
    from stg_placement as p
    join ref_data_range as r on r.school = p.school
    join ref_calendar as c
        on c.school = p.school
        and c.is_school_day
        and c.date >= greatest(p.valid_from, r.first_date)
        and c.date < p.valid_until
        and c.date <= r.last_date
    left join lessons as l on l.school = p.school and l.student_id = p.student_id and l.date = c.date
    group by
        c.school, c.school_year, c.school_week, c.week_start, c.date, p.afdeling, p.leerjaar, p.klas, p.mentor
),
known as (
    -- A klas has a timetable on a day when any of its pupils has a lesson: who has none then is free.
    select *, sum(with_lessons) over (partition by school, klas, date) > 0 as by_timetable from days
),
final as (
    select
        k.school, k.school_year, k.school_week, k.week_start, k.date, k.afdeling, k.leerjaar, k.klas, k.mentor,
        k.students,
        k.by_timetable,
        -- In fifths, so that a day of the lesson table is a whole number and weeks add up exactly.
        cast(case
            when not k.by_timetable then k.students * coalesce(own.hours_a_week, general.hours_a_week)
            when k.lesson_hours is null then 0
            else 5.0 * k.lesson_hours
        end as double) as scheduled_fifths
    from known as k
    left join ref_lesson_table as own on own.school = k.school and own.leerjaar = k.leerjaar
    left join ref_lesson_table as general on general.school = k.school and general.leerjaar is null
)
select * from final

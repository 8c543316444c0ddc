-- table: mart_enrolment_week
-- row: one klas in one school week, with the lesson hours that its pupils had to follow
-- source: placements by day inside the imported range; hours by the timetable, else by the lesson table in school.toml
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year
-- column: school_week | BIGINT | number of the school week in the year
-- column: week_start | DATE | Monday of the week
-- column: afdeling | VARCHAR | afdeling id
-- column: leerjaar | BIGINT | leerjaar
-- column: klas | VARCHAR | klas
-- column: mentor | VARCHAR | mentor code
-- column: students | BIGINT | pupils enrolled on at least one school day of the week
-- column: student_days | BIGINT | school days of all pupils together
-- column: timetable_days | BIGINT | of these the days of which the timetable of the klas is known
-- column: scheduled_hours | DOUBLE | scheduled lesson hours; null when neither timetable nor lesson table tells
with days as (
    select c.school, c.school_year, c.school_week, c.week_start, c.date
    from ref_calendar as c
    join ref_data_range as r on r.school = c.school and c.date >= r.first_date and c.date <= r.last_date
    where c.is_school_day
),
lessons as (
    select school, student_id, date, count(distinct lesson_hour) as hours
    from raw_lesson
    group by school, student_id, date
),
stays as (
    select
        d.school, d.school_year, d.school_week, d.week_start, d.date,
        p.afdeling, p.leerjaar, p.klas, p.mentor, p.student_id, l.hours
    from stg_placement as p
    join days as d on d.school = p.school and d.date >= p.valid_from and d.date < p.valid_until
    left join lessons as l on l.school = p.school and l.student_id = p.student_id and l.date = d.date
),
known as (
    -- A klas has a timetable on a day when any of its pupils has a lesson: who has none then is free.
    select
        *,
        max(case when hours is not null then 1 else 0 end) over (partition by school, klas, date) as by_timetable
    from stays
),
pupils as (
    select
        k.school, k.school_year, k.school_week, k.week_start, k.afdeling, k.leerjaar, k.klas, k.mentor, k.student_id,
        count(*) as days,
        sum(k.by_timetable) as timetable_days,
        -- In fifths of an hour, so that a day of the lesson table is a whole number and adds up exactly.
        sum(
            case
                when k.by_timetable = 1 then case when k.hours is null then 0 else 5.0 * k.hours end
                else coalesce(own.hours_a_week, general.hours_a_week)
            end
        ) as fifths,
        -- A single day without either source leaves the sum unknown, not smaller.
        min(
            case when k.by_timetable = 1 or coalesce(own.hours_a_week, general.hours_a_week) is not null then 1 else 0 end
        ) as complete
    from known as k
    left join ref_lesson_table as own on own.school = k.school and own.leerjaar = k.leerjaar
    left join ref_lesson_table as general on general.school = k.school and general.leerjaar is null
    group by
        k.school, k.school_year, k.school_week, k.week_start, k.afdeling, k.leerjaar, k.klas, k.mentor, k.student_id
),
final as (
    select
        school, school_year, school_week, week_start, afdeling, leerjaar, klas, mentor,
        count(*) as students,
        cast(sum(days) as bigint) as student_days,
        cast(sum(timetable_days) as bigint) as timetable_days,
        cast(case when min(complete) = 1 then sum(fifths) / 5.0 end as double) as scheduled_hours
    from pupils
    group by school, school_year, school_week, week_start, afdeling, leerjaar, klas, mentor
)
select * from final

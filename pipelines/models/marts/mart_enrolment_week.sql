-- table: mart_enrolment_week
-- row: one klas in one school week, with the lesson hours that its pupils had to follow
-- source: placements by day inside the imported range; hours by the lesson table in school.toml
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
-- column: scheduled_hours | DOUBLE | scheduled lesson hours; null without a lesson table
with days as (
    select c.school, c.school_year, c.school_week, c.week_start, c.date
    from ref_calendar as c
    join ref_data_range as r on r.school = c.school and c.date >= r.first_date and c.date <= r.last_date
    where c.is_school_day
),
stays as (
    select
        d.school,
        d.school_year,
        d.school_week,
        d.week_start,
        p.afdeling,
        p.leerjaar,
        p.klas,
        p.mentor,
        p.student_id,
        count(*) as days
    from stg_placement as p
    join days as d on d.school = p.school and d.date >= p.valid_from and d.date < p.valid_until
    group by
        d.school, d.school_year, d.school_week, d.week_start, p.afdeling, p.leerjaar, p.klas, p.mentor, p.student_id
),
final as (
    select
        s.school,
        s.school_year,
        s.school_week,
        s.week_start,
        s.afdeling,
        s.leerjaar,
        s.klas,
        s.mentor,
        count(*) as students,
        cast(sum(s.days) as bigint) as student_days,
        cast(sum(s.days * coalesce(own.hours_a_week, general.hours_a_week)) / 5.0 as double) as scheduled_hours
    from stays as s
    left join ref_lesson_table as own on own.school = s.school and own.leerjaar = s.leerjaar
    left join ref_lesson_table as general on general.school = s.school and general.leerjaar is null
    group by s.school, s.school_year, s.school_week, s.week_start, s.afdeling, s.leerjaar, s.klas, s.mentor
)
select * from final

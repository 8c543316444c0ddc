-- table: mart_enrolment_day
-- row: one klas, leerjaar and mentor on one school day, with the lesson hours that its pupils had to follow; of a frozen
-- school year a whole week on its last day
-- grain: school, date, afdeling, klas, leerjaar, mentor, by_timetable
-- source: mart_pupil_day added up, and what a purge froze of the school years before
-- part: date
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year
-- column: school_week | BIGINT | number of the school week in the year
-- column: week_start | DATE | Monday of the week
-- column: date | DATE | school day
-- column: afdeling | VARCHAR | afdeling id
-- column: leerjaar | BIGINT | leerjaar
-- column: klas | VARCHAR | klas
-- column: mentor | VARCHAR | mentor code
-- column: students | BIGINT | pupils enrolled that day; of a frozen week its school days of pupils
-- column: by_timetable | BOOLEAN | the timetable of the klas is known that day
-- column: scheduled_fifths | DOUBLE | scheduled lesson hours of all pupils in fifths of an hour; null when nothing tells
-- column: table_fifths | DOUBLE | the same by the lesson table alone, also where the timetable is known
with final as (
    select
        school, school_year, school_week, week_start, date, afdeling, leerjaar, klas, mentor,
        count(*) as students,
        by_timetable,
        -- Pupils of one klas and leerjaar all have hours, or none of them has.
        sum(scheduled_fifths) as scheduled_fifths,
        sum(table_fifths) as table_fifths
    from mart_pupil_day
    group by
        school, school_year, school_week, week_start, date, afdeling, leerjaar, klas, mentor, by_timetable
    union all
    select
        school, school_year, school_week, week_start, date, afdeling, leerjaar, klas, mentor, students, by_timetable,
        scheduled_fifths, table_fifths
    from raw_frozen_enrolment
)
select * from final

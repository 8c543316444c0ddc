-- table: mart_absence_day
-- row: one klas, leerjaar and mentor on one school day and one category with at least one registration; of a
-- frozen school year a whole week on its last day with one
-- grain: school, date, afdeling, klas, leerjaar, mentor, category
-- source: mart_missed_hour added up, and what a purge froze of the school years before
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
-- column: category | VARCHAR | category, or totaal_afwezig (every absence) or totaal_ongeoorloofd (by the protocol in force)
-- column: missed_hours | BIGINT | lesson hours with such a registration (for lates and incidents: in which it happened)
with final as (
    select
        school, school_year, school_week, week_start, date, afdeling, leerjaar, klas, mentor, category,
        count(*) as missed_hours
    from mart_missed_hour
    group by school, school_year, school_week, week_start, date, afdeling, leerjaar, klas, mentor, category
    union all
    select
        school, school_year, school_week, week_start, date, afdeling, leerjaar, klas, mentor, category, missed_hours
    from raw_frozen_absence
    where missed_hours > 0
)
select * from final

-- table: mart_absence_day
-- row: one klas, school day and category with at least one registration
-- source: int_slot of the pupils who were in that klas on that day; totals count a lesson hour once
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
with counted as (
    select school, student_id, date, lesson_hour, category from int_slot
    union all
    select s.school, s.student_id, s.date, s.lesson_hour, 'totaal_afwezig'
    from int_slot as s
    join ref_category on ref_category.category = s.category and ref_category.absent
    group by s.school, s.student_id, s.date, s.lesson_hour
    union all
    select s.school, s.student_id, s.date, s.lesson_hour, 'totaal_ongeoorloofd'
    from int_slot as s
    join ref_school on ref_school.school = s.school
    join ref_protocol_unauthorised as u on u.protocol = ref_school.protocol and u.category = s.category
    group by s.school, s.student_id, s.date, s.lesson_hour
),
final as (
    select
        s.school,
        c.school_year,
        c.school_week,
        c.week_start,
        s.date,
        p.afdeling,
        p.leerjaar,
        p.klas,
        p.mentor,
        s.category,
        count(*) as missed_hours
    from counted as s
    join ref_calendar as c on c.school = s.school and c.date = s.date
    join stg_placement as p
        on p.school = s.school
        and p.student_id = s.student_id
        and p.valid_from <= s.date
        and p.valid_until > s.date
    group by
        s.school, c.school_year, c.school_week, c.week_start, s.date, p.afdeling, p.leerjaar, p.klas, p.mentor, s.category
)
select * from final

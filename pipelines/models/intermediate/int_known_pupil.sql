-- table: int_known_pupil
-- row: one afdeling and studie of a school in a school year, in which pupils are
-- grain: school, school_year, afdeling, studie
-- source: stg_placement; tells whether a rule for some pupils can be computed at all
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year
-- column: afdeling | VARCHAR | afdeling id
-- column: studie | VARCHAR | what they study; null where no list tells
-- column: birth_known | BOOLEAN | of some of them the birth date is known
with years as (
    select school, school_year, min(date) as first_date, max(date) as last_date
    from ref_calendar
    group by school, school_year
),
final as (
    select
        placement.school, years.school_year, placement.afdeling, placement.studie,
        bool_or(student.birth_date is not null) as birth_known
    from stg_placement as placement
    join years
        on years.school = placement.school and placement.valid_from <= years.last_date
        and placement.valid_until > years.first_date
    left join mart_student as student
        on student.school = placement.school and student.student_id = placement.student_id
    group by placement.school, years.school_year, placement.afdeling, placement.studie
)
select * from final

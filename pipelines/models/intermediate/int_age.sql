-- table: int_age
-- row: one pupil and an age that limits the pupils of some rule
-- grain: school, student_id, age
-- source: birth dates of the pupil lists; who was born on 29 February is older on 1 March
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: age | BIGINT | age in years
-- column: reached_on | DATE | first day of that age
with ages as (
    select age_from as age from ref_stage_group where age_from is not null
    union
    select age_until from ref_stage_group where age_until is not null
),
final as (
    select
        student.school, student.student_id, ages.age,
        make_date(year(student.birth_date) + ages.age, month(student.birth_date), 1)
        + cast(day(student.birth_date) - 1 as integer) as reached_on
    from mart_student as student
    cross join ages
    where student.birth_date is not null
)
select * from final

-- table: int_student_span
-- row: one pupil for an unbroken time in one klas, or outside the school: on each day a pupil has one row
-- grain: school, student_id, valid_from
-- source: mart_student with the placements and the time between them: nearly every question asks where a pupil is on a day
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: birth_date | DATE | date of birth, when known
-- column: klas | VARCHAR | klas, null outside the school
-- column: leerjaar | BIGINT | leerjaar, null outside the school
-- column: afdeling | VARCHAR | afdeling id, `overig` outside the school
-- column: mentor | VARCHAR | mentor code, null outside the school
-- column: enrolled | BOOLEAN | the pupil is in the school; also a pupil of whom no list knows a placement
-- column: valid_from | DATE | first day
-- column: valid_until | DATE | first day after
-- check: a pupil has one row on each day | select * from (select school, student_id, valid_until, lead(valid_from) over (partition by school, student_id order by valid_from) as next_from from int_student_span) as spans where next_from <> valid_until
with gaps as (
    select
        school, student_id,
        coalesce(lag(valid_until) over (partition by school, student_id order by valid_from), date '1900-01-01')
            as valid_from,
        valid_from as valid_until
    from stg_placement
    union all
    select school, student_id, max(valid_until), date '2999-01-01' from stg_placement group by school, student_id
),
spans as (
    select school, student_id, klas, leerjaar, afdeling, mentor, true as enrolled, valid_from, valid_until
    from stg_placement
    union all
    select school, student_id, null, null, null, null, false, valid_from, valid_until
    from gaps
    where valid_from < valid_until
),
final as (
    select
        student.school, student.student_id, student.name, student.sort_name, student.birth_date,
        spans.klas, spans.leerjaar, coalesce(spans.afdeling, 'overig') as afdeling, spans.mentor,
        coalesce(spans.enrolled, true) as enrolled,
        coalesce(spans.valid_from, date '1900-01-01') as valid_from,
        coalesce(spans.valid_until, date '2999-01-01') as valid_until
    from mart_student as student
    left join spans on spans.school = student.school and spans.student_id = student.student_id
)
select * from final

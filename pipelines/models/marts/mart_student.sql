-- table: mart_student
-- row: one pupil whom a list or a registration names
-- grain: school, student_id
-- source: pupil lists; klas and mentor hang on the day and stand in stg_placement
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | roepnaam, tussenvoegsel, achternaam; the number when no list names the pupil
-- column: sort_name | VARCHAR | achternaam, roepnaam
-- column: birth_date | DATE | date of birth
-- column: adult_on | DATE | first day of being of age, as the national norm has it; null without a birth date
with everyone as (
    select school, student_id from raw_pupil
    union
    select school, student_id from raw_placement
    union
    select school, student_id from raw_registration
),
final as (
    select
        e.school,
        e.student_id,
        coalesce(
            nullif(trim(concat_ws(' ', nullif(p.roepnaam, ''), nullif(p.tussenvoegsel, ''), p.achternaam)), ''),
            e.student_id
        ) as name,
        coalesce(nullif(concat_ws(', ', p.achternaam, p.roepnaam), ''), e.student_id) as sort_name,
        p.birth_date,
        -- Who was born on 29 February is of age on 1 March.
        make_date(year(p.birth_date) + n.years, month(p.birth_date), 1) + cast(day(p.birth_date) - 1 as integer) as adult_on
    from everyone as e
    left join raw_pupil as p on p.school = e.school and p.student_id = e.student_id
    cross join (select cast(value as bigint) as years from ref_norm where name = 'duty_until_age') as n
)
select * from final

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
        everyone.school,
        everyone.student_id,
        coalesce(
            nullif(trim(concat_ws(
                ' ', nullif(listed.roepnaam, ''), nullif(listed.tussenvoegsel, ''), listed.achternaam
            )), ''),
            everyone.student_id
        ) as name,
        coalesce(nullif(concat_ws(', ', listed.achternaam, listed.roepnaam), ''), everyone.student_id) as sort_name,
        listed.birth_date,
        -- Who was born on 29 February is of age on 1 March.
        make_date(year(listed.birth_date) + of_age.years, month(listed.birth_date), 1)
        + cast(day(listed.birth_date) - 1 as integer) as adult_on
    from everyone
    left join raw_pupil as listed on listed.school = everyone.school and listed.student_id = everyone.student_id
    cross join (select cast(value as bigint) as years from ref_norm where name = 'duty_until_age') as of_age
)
select * from final

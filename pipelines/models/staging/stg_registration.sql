-- table: stg_registration
-- row: one registration in one lesson hour; ranges and whole days are spread over the lesson hours of the day
-- source: the store, with the category of the school's code table
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | day of the lesson
-- column: lesson_hour | BIGINT | lesson hour of the day, from 1
-- column: category | VARCHAR | category of the code
-- column: code | VARCHAR | code of the source
-- column: subject | VARCHAR | subject abbreviation, when the source has one
-- column: whole_day | BOOLEAN | the source named no lesson hour
-- check: lesson hours are positive | select * from stg_registration where lesson_hour < 1
with ranged as (
    select
        raw_registration.school,
        raw_registration.student_id,
        raw_registration.date,
        raw_registration.code,
        raw_registration.subject,
        stg_code.category,
        raw_registration.hour_from is null as whole_day,
        coalesce(raw_registration.hour_from, 1) as hour_from,
        coalesce(raw_registration.hour_to, raw_registration.hour_from, ref_school.hours_a_day) as hour_to
    from raw_registration
    join ref_school on ref_school.school = raw_registration.school
    join stg_code
        on stg_code.school = raw_registration.school
        and stg_code.code = raw_registration.code
        and stg_code.kind = coalesce(raw_registration.kind, '')
        and stg_code.flag = coalesce(cast(raw_registration.authorised as varchar), '')
    where stg_code.category <> 'aanwezig'
),
final as (
    select
        school, student_id, date, ref_lesson_hour.lesson_hour, category, code, subject, whole_day
    from ranged
    join ref_lesson_hour
        on ref_lesson_hour.lesson_hour >= ranged.hour_from and ref_lesson_hour.lesson_hour <= ranged.hour_to
)
select * from final

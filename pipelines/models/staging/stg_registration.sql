-- table: stg_registration
-- row: one registration in one lesson hour; ranges and whole days are spread over the lessons of the pupil that day
-- source: the store, with the category of the school's code table; without a timetable the lesson table spreads
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | day of the lesson
-- column: lesson_hour | BIGINT | lesson hour of the day, from 1
-- column: category | VARCHAR | category of the code
-- column: code | VARCHAR | code of the source
-- column: subject | VARCHAR | subject abbreviation of the source, else of the pupil's lesson in the timetable
-- column: whole_day | BOOLEAN | the source named no lesson hour
-- check: lesson hours are positive | select * from stg_registration where lesson_hour < 1
with coded as (
    select
        raw_registration.*,
        stg_code.category,
        raw_registration.hour_from is null as whole_day
    from raw_registration
    join stg_code
        on stg_code.school = raw_registration.school
        and stg_code.code = raw_registration.code
        and stg_code.kind = coalesce(raw_registration.kind, '')
        and stg_code.flag = coalesce(cast(raw_registration.authorised as varchar), '')
    where stg_code.category <> 'aanwezig'
),
ranged as (
    select * from coded where hour_from is null or hour_from <> hour_to
),
taught as (
    -- Days of which the timetable of the pupil is known.
    select school, student_id, date, lesson_hour, max(subject) as subject
    from raw_lesson
    group by school, student_id, date, lesson_hour
),
by_timetable as (
    select
        ranged.school, ranged.student_id, ranged.date, taught.lesson_hour, ranged.category, ranged.code,
        coalesce(ranged.subject, taught.subject) as subject, ranged.whole_day
    from ranged
    join taught
        on taught.school = ranged.school
        and taught.student_id = ranged.student_id
        and taught.date = ranged.date
    where ranged.whole_day or (taught.lesson_hour >= ranged.hour_from and taught.lesson_hour <= ranged.hour_to)
),
by_table as (
    select
        ranged.school, ranged.student_id, ranged.date, ref_lesson_hour.lesson_hour, ranged.category, ranged.code,
        ranged.subject, ranged.whole_day
    from ranged
    join ref_school on ref_school.school = ranged.school
    join ref_lesson_hour
        on (ranged.whole_day and ref_lesson_hour.lesson_hour <= ref_school.hours_a_day)
        or (ref_lesson_hour.lesson_hour >= ranged.hour_from and ref_lesson_hour.lesson_hour <= ranged.hour_to)
    where not exists (
        select 1 from taught
        where taught.school = ranged.school
            and taught.student_id = ranged.student_id
            and taught.date = ranged.date
    )
),
by_hour as (
    -- taught has one row per pupil, day and hour: the join fills subjects and adds no row.
    select
        coded.school, coded.student_id, coded.date, coded.hour_from as lesson_hour, coded.category, coded.code,
        coalesce(coded.subject, taught.subject) as subject, coded.whole_day
    from coded
    left join taught
        on taught.school = coded.school
        and taught.student_id = coded.student_id
        and taught.date = coded.date
        and taught.lesson_hour = coded.hour_from
    where coded.hour_from = coded.hour_to
),
final as (
    select school, student_id, date, lesson_hour, category, code, subject, whole_day from by_hour
    union all
    select school, student_id, date, lesson_hour, category, code, subject, whole_day from by_timetable
    union all
    select school, student_id, date, lesson_hour, category, code, subject, whole_day from by_table
)
select * from final

-- table: stg_registration
-- row: one registration in one lesson hour, or on a whole day of which nothing tells the lesson hours
-- grain: none | two registrations of one lesson may be alike in every column
-- source: the store, with the category of the code table; ranges and days spread by the timetable, else the lesson table
-- part: date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | day of the lesson
-- column: lesson_hour | BIGINT | lesson hour of the day, from 0; null when it is not known
-- column: category | VARCHAR | category of the code
-- column: code | VARCHAR | code of the source
-- column: subject | VARCHAR | subject abbreviation of the source, else of the pupil's lesson in the timetable
-- column: minutes_late | BIGINT | minutes late by the source; null where it does not tell them, and of a range or a whole day
-- column: handled | BOOLEAN | whether the source says that it was handled; null where it does not tell
-- column: whole_day | BOOLEAN | the source named no lesson hour
-- column: hours_known | BOOLEAN | false for a whole day of which nothing tells how many lesson hours it was
-- check: lesson hours are those of a day | select r.* from stg_registration r left join ref_lesson_hour h on h.lesson_hour = r.lesson_hour where r.lesson_hour is not null and h.lesson_hour is null
with coded as (
    select
        registration.*,
        of_code.category,
        registration.hour_from is null as whole_day,
        coalesce(of_category.one_lesson, false) as one_lesson,
        case when of_category.one_lesson then registration.hour_from else registration.hour_to end as last_hour
    from raw_registration as registration
    join stg_code as of_code
        on of_code.school = registration.school
        and of_code.code = registration.code
        and of_code.kind = coalesce(registration.kind, '')
        and of_code.flag = coalesce(cast(registration.authorised as varchar), '')
    left join ref_category as of_category on of_category.category = of_code.category
    where of_code.category <> 'aanwezig'
),
ranged as (
    select * from coded where (whole_day and not one_lesson) or hour_from <> last_hour
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
        coalesce(ranged.subject, taught.subject) as subject, null as minutes_late, ranged.handled, ranged.whole_day,
        true as hours_known
    from ranged
    join taught
        on taught.school = ranged.school
        and taught.student_id = ranged.student_id
        and taught.date = ranged.date
    where ranged.whole_day or (taught.lesson_hour >= ranged.hour_from and taught.lesson_hour <= ranged.last_hour)
),
untaught as (
    select ranged.*, of_school.hours_a_day
    from ranged
    join ref_school as of_school on of_school.school = ranged.school
    where not exists (
        select 1 from taught
        where taught.school = ranged.school
            and taught.student_id = ranged.student_id
            and taught.date = ranged.date
    )
),
by_table as (
    select
        untaught.school, untaught.student_id, untaught.date, of_hour.lesson_hour, untaught.category, untaught.code,
        untaught.subject, null, untaught.handled, untaught.whole_day, true as hours_known
    from untaught
    join ref_lesson_hour as of_hour
        on (untaught.whole_day and of_hour.lesson_hour >= 1 and of_hour.lesson_hour <= untaught.hours_a_day)
        or (of_hour.lesson_hour >= untaught.hour_from and of_hour.lesson_hour <= untaught.last_hour)
),
by_day as (
    select
        untaught.school, untaught.student_id, untaught.date, cast(null as bigint) as lesson_hour, untaught.category,
        untaught.code,
        untaught.subject, null, untaught.handled, untaught.whole_day, false as hours_known
    from untaught
    where untaught.whole_day and untaught.hours_a_day is null
),
by_hour as (
    -- taught has one row per pupil, day and hour: the join fills subjects and adds no row.
    select
        coded.school, coded.student_id, coded.date, coded.hour_from as lesson_hour, coded.category, coded.code,
        coalesce(coded.subject, taught.subject) as subject, coded.minutes_late, coded.handled, coded.whole_day, true as hours_known
    from coded
    left join taught
        on taught.school = coded.school
        and taught.student_id = coded.student_id
        and taught.date = coded.date
        and taught.lesson_hour = coded.hour_from
    where coded.hour_from = coded.last_hour or (coded.whole_day and coded.one_lesson)
),
final as (
    select * from by_hour
    union all
    select * from by_timetable
    union all
    select * from by_table
    union all
    select * from by_day
)
select * from final

-- table: mart_lesson_hour
-- row: one klas, leerjaar and mentor, school day, lesson hour and subject with lessons in the timetable
-- grain: school, date, lesson_hour, subject, klas, leerjaar, mentor
-- source: the timetable of the pupils who were in that klas on that day; a pupil has one lesson in an hour
-- part: date
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year
-- column: week_start | DATE | Monday of the week
-- column: date | DATE | school day
-- column: iso_weekday | BIGINT | day of the week, Monday is 1
-- column: lesson_hour | BIGINT | lesson hour of the day
-- column: subject | VARCHAR | subject abbreviation, when the timetable has one
-- column: afdeling | VARCHAR | afdeling id
-- column: leerjaar | BIGINT | leerjaar
-- column: klas | VARCHAR | klas
-- column: mentor | VARCHAR | mentor code
-- column: lessons | BIGINT | pupils who had to be there
with taught as (
    select school, student_id, date, lesson_hour, max(subject) as subject
    from raw_lesson
    group by school, student_id, date, lesson_hour
),
final as (
    select
        taught.school, pupil_day.school_year, pupil_day.week_start, taught.date, pupil_day.iso_weekday,
        taught.lesson_hour, taught.subject, pupil_day.afdeling, pupil_day.leerjaar, pupil_day.klas, pupil_day.mentor,
        count(*) as lessons
    from taught
    join mart_pupil_day as pupil_day
        on pupil_day.school = taught.school and pupil_day.student_id = taught.student_id
        and pupil_day.date = taught.date
    group by
        taught.school, pupil_day.school_year, pupil_day.week_start, taught.date, pupil_day.iso_weekday,
        taught.lesson_hour, taught.subject, pupil_day.afdeling, pupil_day.leerjaar, pupil_day.klas, pupil_day.mentor
)
select * from final
order by school, date

-- question: lesson_cells
-- row: one klas, school day, lesson hour and subject with lessons in the timetable, over the year up to the day
-- about: pupils
-- grain: klas, date, lesson_hour, subject
-- column: klas | VARCHAR | klas
-- column: date | DATE | school day
-- column: iso_weekday | BIGINT | weekday; 1 is Monday
-- column: lesson_hour | BIGINT | lesson hour
-- column: subject | VARCHAR | subject, when the timetable has one
-- column: lessons | BIGINT | pupils who had to be there
-- column: missed | BIGINT | pupils of that subject with such a registration
-- column: missed_hour | BIGINT | pupils of the klas with such a registration in that hour, whatever their subject
with
-- with: weeks
taught as (
    select taught_hour.klas, taught_hour.date, taught_hour.iso_weekday, taught_hour.lesson_hour, taught_hour.subject,
        sum(taught_hour.lessons) as lessons
    from mart_lesson_hour as taught_hour
    join weeks on weeks.school = taught_hour.school and weeks.week_start = taught_hour.week_start
    where is_visible($viewer, taught_hour.school, taught_hour.afdeling, taught_hour.mentor)
        and is_chosen($selection, taught_hour.afdeling, taught_hour.leerjaar, taught_hour.klas, taught_hour.mentor)
        and taught_hour.school = $school and taught_hour.school_year = $year and taught_hour.date <= $on
    group by taught_hour.klas, taught_hour.date, taught_hour.iso_weekday, taught_hour.lesson_hour, taught_hour.subject
),
by_subject as (
    select missed.klas, missed.date, missed.lesson_hour, missed.subject, count(*) as missed
    from mart_missed_hour as missed
    join weeks on weeks.school = missed.school and weeks.week_start = missed.week_start
    where is_visible($viewer, missed.school, missed.afdeling, missed.mentor)
        and is_chosen($selection, missed.afdeling, missed.leerjaar, missed.klas, missed.mentor)
        and missed.school = $school and missed.school_year = $year and missed.date <= $on
        and missed.category = $category and missed.by_timetable and missed.lesson_hour is not null
    group by missed.klas, missed.date, missed.lesson_hour, missed.subject
),
by_hour as (
    select klas, date, lesson_hour, sum(missed) as missed from by_subject group by klas, date, lesson_hour
)
select
    taught.klas, taught.date, taught.iso_weekday, taught.lesson_hour, taught.subject,
    cast(taught.lessons as bigint) as lessons,
    -- The timetable is known and nobody was registered: nobody missed it.
    case when by_subject.missed is null then 0 else by_subject.missed end as missed,
    cast(case when by_hour.missed is null then 0 else by_hour.missed end as bigint) as missed_hour
from taught
left join by_hour
    on by_hour.klas is not distinct from taught.klas and by_hour.date = taught.date
    and by_hour.lesson_hour = taught.lesson_hour
left join by_subject
    on by_subject.klas is not distinct from taught.klas and by_subject.date = taught.date
    and by_subject.lesson_hour = taught.lesson_hour and by_subject.subject is not distinct from taught.subject

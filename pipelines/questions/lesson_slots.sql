-- question: lesson_slots
-- row: one weekday and lesson hour with registrations of a category or lessons, over the year up to the day
-- about: pupils
-- grain: iso_weekday, lesson_hour
-- column: iso_weekday | BIGINT | weekday; 1 is Monday
-- column: lesson_hour | BIGINT | lesson hour
-- column: missed_hours | BIGINT | lesson hours with such a registration
-- column: registered | BIGINT | pupils in them
-- column: timetabled_hours | BIGINT | those of them on days of which the timetable is known
-- column: squares | BIGINT | sum over pupils of their timetabled hours squared
-- column: lessons | BIGINT | lessons of all pupils by that timetable; null without one
with
-- with: weeks
pupils as (
    select missed.iso_weekday, missed.lesson_hour, missed.student_id, count(*) as hours,
        sum(case when missed.by_timetable then 1 else 0 end) as timetabled
    from mart_missed_hour as missed
    join weeks on weeks.school = missed.school and weeks.week_start = missed.week_start
    where is_visible($viewer, missed.school, missed.afdeling, missed.mentor)
        and is_chosen($selection, missed.afdeling, missed.leerjaar, missed.klas, missed.mentor)
        and missed.school = $school and missed.school_year = $year and missed.date <= $on
        and missed.category = $category and missed.lesson_hour is not null
    group by missed.iso_weekday, missed.lesson_hour, missed.student_id
),
hours as (
    select iso_weekday, lesson_hour, sum(hours) as missed_hours, count(*) as registered,
        sum(timetabled) as timetabled_hours, sum(timetabled * timetabled) as squares
    from pupils
    group by iso_weekday, lesson_hour
),
taught as (
    select taught_hour.iso_weekday, taught_hour.lesson_hour, sum(taught_hour.lessons) as lessons
    from mart_lesson_hour as taught_hour
    join weeks on weeks.school = taught_hour.school and weeks.week_start = taught_hour.week_start
    where is_visible($viewer, taught_hour.school, taught_hour.afdeling, taught_hour.mentor)
        and is_chosen($selection, taught_hour.afdeling, taught_hour.leerjaar, taught_hour.klas, taught_hour.mentor)
        and taught_hour.school = $school and taught_hour.school_year = $year and taught_hour.date <= $on
    group by taught_hour.iso_weekday, taught_hour.lesson_hour
)
select
    coalesce(hours.iso_weekday, taught.iso_weekday) as iso_weekday,
    coalesce(hours.lesson_hour, taught.lesson_hour) as lesson_hour,
    cast(case when hours.missed_hours is null then 0 else hours.missed_hours end as bigint) as missed_hours,
    case when hours.registered is null then 0 else hours.registered end as registered,
    cast(case when hours.timetabled_hours is null then 0 else hours.timetabled_hours end as bigint)
        as timetabled_hours,
    cast(case when hours.squares is null then 0 else hours.squares end as bigint) as squares,
    cast(taught.lessons as bigint) as lessons
from hours
full join taught on taught.iso_weekday = hours.iso_weekday and taught.lesson_hour = hours.lesson_hour
order by iso_weekday, lesson_hour

-- question: lesson_subjects
-- row: one subject with registrations of a category, over the year up to the day
-- about: pupils
-- grain: subject
-- column: subject | VARCHAR | subject; null for the hours of which no source tells it
-- column: missed_hours | BIGINT | lesson hours with such a registration
-- column: registered | BIGINT | pupils in them
-- column: timetabled_hours | BIGINT | those of them on days of which the timetable is known
-- column: squares | BIGINT | sum over pupils of their timetabled hours squared
-- column: lessons | BIGINT | lessons of all pupils by that timetable; null without one
with
-- with: weeks
pupils as (
    select missed.subject, missed.student_id, count(*) as hours,
        sum(case when missed.by_timetable then 1 else 0 end) as timetabled
    from mart_missed_hour as missed
    join weeks on weeks.school = missed.school and weeks.week_start = missed.week_start
    where is_visible($viewer, missed.school, missed.afdeling, missed.mentor)
        and is_chosen($selection, missed.afdeling, missed.leerjaar, missed.klas, missed.mentor)
        and missed.school = $school and missed.school_year = $year and missed.date <= $on
        and missed.category = $category
    group by missed.subject, missed.student_id
),
hours as (
    select subject, sum(hours) as missed_hours, count(*) as registered, sum(timetabled) as timetabled_hours,
        sum(timetabled * timetabled) as squares
    from pupils
    group by subject
),
taught as (
    select taught_hour.subject, sum(taught_hour.lessons) as lessons
    from mart_lesson_hour as taught_hour
    join weeks on weeks.school = taught_hour.school and weeks.week_start = taught_hour.week_start
    where is_visible($viewer, taught_hour.school, taught_hour.afdeling, taught_hour.mentor)
        and is_chosen($selection, taught_hour.afdeling, taught_hour.leerjaar, taught_hour.klas, taught_hour.mentor)
        and taught_hour.school = $school and taught_hour.school_year = $year and taught_hour.date <= $on
    group by taught_hour.subject
)
select
    hours.subject, cast(hours.missed_hours as bigint) as missed_hours, hours.registered,
    cast(hours.timetabled_hours as bigint) as timetabled_hours, cast(hours.squares as bigint) as squares,
    cast(taught.lessons as bigint) as lessons
from hours
left join taught on taught.subject = hours.subject
order by hours.missed_hours desc, hours.subject

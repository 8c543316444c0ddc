-- question: lesson_subjects
-- row: one subject with registrations of a category, over the year up to the day
-- about: pupils
-- grain: subject
-- column: subject | VARCHAR | subject; null for the hours of which no source tells it
-- column: missed_hours | BIGINT | lesson hours with such a registration
-- column: registered | BIGINT | pupils in them
-- column: timetabled_hours | BIGINT | those of them on days of which the timetable is known
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
    select subject, sum(hours) as missed_hours, count(*) as registered, sum(timetabled) as timetabled_hours
    from pupils
    group by subject
)
select
    subject, cast(missed_hours as bigint) as missed_hours, registered,
    cast(timetabled_hours as bigint) as timetabled_hours
from hours
order by missed_hours desc, subject

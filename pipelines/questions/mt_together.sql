-- question: mt_together
-- row: one pupil, afdeling, school week and measure of the management report, with hours in which the klas was away together
-- about: pupils
-- grain: student_id, part, week_start, measure
-- column: student_id | VARCHAR | pupil number
-- column: part | VARCHAR | afdeling on those days
-- column: week_start | DATE | Monday of the week
-- column: measure | VARCHAR | ongeoorloofd, ziek or te_laat
-- column: together_lessons | DOUBLE | hours to follow in which the klas was away together
-- column: together_hours | BIGINT | those of them that the pupil missed
with
-- with: measures
listed as (
    -- Of a list of hours and the measures they are of, in the same order.
    select unnest(cast($measures as varchar[])) as measure, unnest(cast($klassen as varchar[])) as klas,
        unnest(cast($days as date[])) as date, unnest(cast($hours as bigint[])) as lesson_hour
),
listed_days as (
    select measure, klas, date, count(*) as hours from listed group by measure, klas, date
),
lessons as (
    select pupil_day.student_id, pupil_day.afdeling, pupil_day.week_start, listed_days.measure,
        -- Who had no lessons that day missed none of those of the klas.
        -- Where no hours are known there is no rate on them either.
        sum(case when pupil_day.scheduled_fifths is null then 0
            else least(listed_days.hours, pupil_day.scheduled_fifths / 5.0) end) as together_lessons
    from mart_pupil_day as pupil_day
    join listed_days on listed_days.klas = pupil_day.klas and listed_days.date = pupil_day.date
    where is_visible($viewer, pupil_day.school, pupil_day.afdeling, pupil_day.mentor) and pupil_day.school = $school
    group by pupil_day.student_id, pupil_day.afdeling, pupil_day.week_start, listed_days.measure
),
slots as (
    select distinct missed.student_id, missed.afdeling, missed.week_start, missed.date, missed.lesson_hour,
        measures.measure
    from mart_missed_hour as missed
    join measures on measures.category = missed.category
    join listed
        on listed.measure = measures.measure and listed.klas = missed.klas and listed.date = missed.date
        and listed.lesson_hour = missed.lesson_hour
    where is_visible($viewer, missed.school, missed.afdeling, missed.mentor) and missed.school = $school
),
hours as (
    select student_id, afdeling, week_start, measure, count(*) as together_hours
    from slots
    group by student_id, afdeling, week_start, measure
)
select
    lessons.student_id, lessons.afdeling as part, lessons.week_start, lessons.measure, lessons.together_lessons,
    -- Who was there, or had another reason, missed none of them.
    case when hours.together_hours is null then 0 else hours.together_hours end as together_hours
from lessons
left join hours
    on hours.student_id = lessons.student_id and hours.afdeling = lessons.afdeling
    and hours.week_start = lessons.week_start and hours.measure = lessons.measure
order by lessons.measure, lessons.week_start, lessons.afdeling, lessons.student_id

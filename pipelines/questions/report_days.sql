-- question: report_days
-- row: one report of any kind of the school year up to the day, and day with hours in it; one row without a day when the protocol in force counts no hour
-- about: pupils
-- grain: school, student_id, kind, begin_date, end_date, date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: kind | VARCHAR | relatief, luxe, maand or achttien
-- column: report_number | BIGINT | number of the report of the norm within the school year; null for other kinds
-- column: begin_date | DATE | first day of what is reported
-- column: end_date | DATE | last day of it; of a month that goes on its last day so far
-- column: reached_on | DATE | day that made it a report
-- column: due_on | DATE | day on which it is due; null where no date is set
-- column: working_days_left | BIGINT | working days from the day to the due day
-- column: age | BIGINT | age on the day that made it a report; null when the date of birth is unknown
-- column: duty | BOOLEAN | a duty to report: below the age at which it ends
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: birth_date | DATE | date of birth, when known
-- column: klas | VARCHAR | klas on the day, of who left the last one
-- column: leerjaar | BIGINT | leerjaar on the day, of who left the last one
-- column: afdeling | VARCHAR | afdeling on the day, of who left the last one
-- column: mentor | VARCHAR | mentor code on the day, of who left the last one
-- column: date | DATE | day with hours
-- column: hours | DOUBLE | hours of the norm on that day
-- column: late_hours | DOUBLE | those of them by the weight of lates
-- column: missed_lessons | DOUBLE | lesson hours missed on that day
-- column: unknown_lessons | DOUBLE | those of them without a known reason yet, where they count
-- column: lessons | BIGINT | lesson hours of the pupil by the timetable; null without one
with
-- with: episodes
amounts as (
    select school, student_id, date, 'norm' as origin, judged, late,
        case when counted > judged then unknown else 0 end as unknown
    from int_norm_day
    where counted > 0
    union all
    select luxe_days.school, luxe_days.student_id, luxe_days.date, 'luxe', luxe_days.hours * of_school.hour_factor, 0, 0
    from luxe_days
    join ref_school as of_school on of_school.school = luxe_days.school
),
chosen as (
    select episodes.*
    from episodes
    join own_pupils($viewer) as own on own.school = episodes.school and own.student_id = episodes.student_id
    where is_chosen($selection, episodes.afdeling, episodes.leerjaar, episodes.klas, episodes.mentor)
),
days as (
    select amounts.*, chosen.kind, chosen.begin_date, chosen.end_date
    from amounts
    join chosen
        on chosen.school = amounts.school and chosen.student_id = amounts.student_id
        and chosen.begin_date <= amounts.date and chosen.end_date >= amounts.date
        and amounts.origin = case when chosen.kind = 'luxe' then 'luxe' else 'norm' end
),
lessons as (
    -- The timetable is large: the few days that are asked for stand last in the join.
    select lesson.school, lesson.student_id, lesson.date, count(distinct lesson.lesson_hour) as lessons
    from raw_lesson as lesson
    join days on days.school = lesson.school and days.student_id = lesson.student_id and days.date = lesson.date
    group by lesson.school, lesson.student_id, lesson.date
)
select
    chosen.school, chosen.student_id, chosen.kind, chosen.report_number, chosen.begin_date, chosen.end_date,
    chosen.reached_on, chosen.due_on, chosen.working_days_left, chosen.age, chosen.duty, chosen.name, chosen.sort_name,
    chosen.birth_date, chosen.klas, chosen.leerjaar, chosen.afdeling, chosen.mentor,
    days.date, cast(days.judged + days.unknown as double) as hours, cast(days.late as double) as late_hours,
    cast((days.judged - days.late + days.unknown) / of_school.hour_factor as double) as missed_lessons,
    cast(days.unknown / of_school.hour_factor as double) as unknown_lessons, lessons.lessons
from chosen
join ref_school as of_school on of_school.school = chosen.school
left join days
    on days.school = chosen.school and days.student_id = chosen.student_id and days.kind = chosen.kind
    and days.begin_date = chosen.begin_date and days.end_date = chosen.end_date
left join lessons
    on lessons.school = days.school and lessons.student_id = days.student_id and lessons.date = days.date
order by
    chosen.school, chosen.end_date desc, chosen.sort_name, chosen.student_id, chosen.kind, days.date

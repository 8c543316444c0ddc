-- question: mt_pupil_weeks
-- row: one pupil, afdeling and school week of this year, and of the period of the year before; not of weeks of which data are missing
-- about: pupils
-- grain: student_id, part, week_start
-- column: student_id | VARCHAR | pupil number
-- column: part | VARCHAR | afdeling on those days
-- column: period | VARCHAR | period of the week; null before them
-- column: school_year | VARCHAR | school year, as 2026-2027
-- column: school_week | BIGINT | number of the school week in the year
-- column: week_start | DATE | Monday of the week
-- column: days | BIGINT | school days of enrolment
-- column: scheduled_hours | DOUBLE | lesson hours to be followed; null when neither timetable nor lesson table tells
-- column: compared_hours | DOUBLE | those of the denominator of both years
-- column: ongeoorloofd | BIGINT | unauthorised lesson hours, by the protocol in force; null where a whole day has no known hours
-- column: ziek | BIGINT | sick lesson hours, by the national criteria; null where a whole day has no known hours
-- column: te_laat | BIGINT | lesson hours late without a valid reason
with
-- with: periods
-- with: measures
sure as materialized (
    select days.*
    from days
    join mart_week as week
        on week.school = days.school and week.week_start = days.week_start and week.complete is distinct from false
),
enrolled as (
    select
        pupil_day.student_id, pupil_day.afdeling, sure.period, sure.school_year, sure.school_week, sure.week_start,
        count(*) as days,
        -- One day without hours leaves the sum unknown, not smaller.
        case when count(pupil_day.scheduled_fifths) = count(*) then sum(pupil_day.scheduled_fifths) / 5.0 end
            as scheduled_hours,
        case when count(fifths($denominator, pupil_day.table_fifths, pupil_day.scheduled_fifths)) = count(*)
            then sum(fifths($denominator, pupil_day.table_fifths, pupil_day.scheduled_fifths)) / 5.0
        end as compared_hours
    from mart_pupil_day as pupil_day
    join sure on sure.school = pupil_day.school and sure.date = pupil_day.date
    where is_visible($viewer, pupil_day.school, pupil_day.afdeling, pupil_day.mentor)
    group by
        pupil_day.student_id, pupil_day.afdeling, sure.period, sure.school_year, sure.school_week, sure.week_start
),
slots as (
    select distinct missed.student_id, missed.afdeling, missed.week_start, missed.date, missed.lesson_hour,
        measures.measure
    from mart_missed_hour as missed
    join measures on measures.category = missed.category
    join sure on sure.school = missed.school and sure.date = missed.date
    where is_visible($viewer, missed.school, missed.afdeling, missed.mentor)
),
hours as (
    select
        student_id, afdeling, week_start,
        count(case when measure = 'ongeoorloofd' then 1 end) as ongeoorloofd,
        count(case when measure = 'ziek' then 1 end) as ziek,
        count(case when measure = 'te_laat' then 1 end) as te_laat
    from slots
    group by student_id, afdeling, week_start
),
unknown as (
    -- Of a whole day of which nothing tells the lessons the hours are not known: the sum of the week is unknown too.
    select
        pupil_day.student_id, pupil_day.afdeling, pupil_day.week_start,
        bool_or(unauthorised.category is not null) as ongeoorloofd,
        bool_or(sick_categories.category is not null) as ziek
    from int_whole_day as whole_day
    join mart_pupil_day as pupil_day
        on pupil_day.school = whole_day.school and pupil_day.student_id = whole_day.student_id
        and pupil_day.date = whole_day.date
    join sure on sure.school = pupil_day.school and sure.date = pupil_day.date
    join ref_school as of_school on of_school.school = whole_day.school
    left join ref_protocol_unauthorised as unauthorised
        on unauthorised.protocol = of_school.protocol and unauthorised.category = whole_day.category
    left join sick_categories on sick_categories.category = whole_day.category
    where is_visible($viewer, pupil_day.school, pupil_day.afdeling, pupil_day.mentor)
    group by pupil_day.student_id, pupil_day.afdeling, pupil_day.week_start
)
select
    enrolled.student_id, enrolled.afdeling as part, enrolled.period, enrolled.school_year, enrolled.school_week,
    enrolled.week_start, enrolled.days, enrolled.scheduled_hours, enrolled.compared_hours,
    -- An enrolled pupil without a registration missed nothing: the weeks of which data are missing are left out.
    case when unknown.ongeoorloofd then null when hours.student_id is null then 0 else hours.ongeoorloofd end
        as ongeoorloofd,
    case when unknown.ziek then null when hours.student_id is null then 0 else hours.ziek end as ziek,
    case when hours.student_id is null then 0 else hours.te_laat end as te_laat
from enrolled
left join hours
    on hours.student_id = enrolled.student_id and hours.week_start = enrolled.week_start
    and hours.afdeling = enrolled.afdeling
left join unknown
    on unknown.student_id = enrolled.student_id and unknown.week_start = enrolled.week_start
    and unknown.afdeling = enrolled.afdeling
order by enrolled.week_start, enrolled.afdeling, enrolled.student_id

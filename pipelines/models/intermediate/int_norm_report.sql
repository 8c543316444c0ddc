-- table: int_norm_report
-- row: one report that the 16-hour norm asks for
-- source: int_norm_day, walked through in time: counting starts again the day after a report's end date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: sequence | BIGINT | running number over all school years
-- column: begin_date | DATE | first unauthorised day inside the window
-- column: end_date | DATE | day on which the norm was reached
-- check: at most one report in seven calendar days | select a.school from int_norm_report a join int_norm_report b on a.school = b.school and a.student_id = b.student_id and b.sequence = a.sequence + 1 where b.end_date - a.end_date < (select value from ref_norm where name = 'days_between_reports')
with recursive rule as (
    select
        max(case when name = 'hours' then value end) as hours,
        cast(max(case when name = 'weeks' then value end) as bigint) as weeks,
        cast(max(case when name = 'days_between_reports' then value end) as bigint) as days_between
    from ref_norm
),
candidates as (
    -- Only pupils who reach the norm without any restart can have a report.
    select a.school, a.student_id
    from int_norm_day as a
    cross join rule
    join int_norm_day as b
        on b.school = a.school
        and b.student_id = a.student_id
        and b.t > a.t - 7 * rule.weeks
        and b.t <= a.t
    group by a.school, a.student_id, a.date, rule.hours
    -- 24 lessons of 40 minutes are 16 hours, also when their sum ends a hair below.
    having round(sum(b.counted), 6) >= rule.hours
),
hours as (
    select n.school, n.student_id, n.date, n.t, n.counted, ref_calendar.day
    from int_norm_day as n
    join (select school, student_id from candidates group by school, student_id) as c
        on c.school = n.school and c.student_id = n.student_id
    join ref_calendar on ref_calendar.school = n.school and ref_calendar.date = n.date
    where n.counted > 0
),
spans as (
    select school, student_id, min(day) as first_day, max(day) as last_day from hours group by school, student_id
),
days as (
    -- A report that had to wait for the seven days falls on the first school day that may have one.
    select spans.school, spans.student_id, ref_calendar.day, ref_calendar.t
    from spans
    cross join rule
    join ref_calendar
        on ref_calendar.school = spans.school
        and ref_calendar.is_school_day
        and ref_calendar.day >= spans.first_day
        and ref_calendar.day < spans.last_day + 7 * rule.weeks
    join ref_data_range
        on ref_data_range.school = spans.school and ref_calendar.date <= ref_data_range.last_date
),
report as (
    select
        school, student_id, cast(0 as bigint) as sequence, cast(-1 as bigint) as begin_day, cast(-1 as bigint) as end_day
    from spans
    union all
    select school, student_id, sequence, begin_day, end_day
    from (
        select
            report.school,
            report.student_id,
            report.sequence + 1 as sequence,
            min(hours.day) as begin_day,
            days.day as end_day,
            row_number() over (partition by report.school, report.student_id order by days.day) as place
        from report
        cross join rule
        join days
            on days.school = report.school
            and days.student_id = report.student_id
            and days.day >= report.end_day + rule.days_between
        join hours
            on hours.school = days.school
            and hours.student_id = days.student_id
            and hours.day > report.end_day
            and hours.day <= days.day
            and hours.t > days.t - 7 * rule.weeks
        group by report.school, report.student_id, report.sequence, days.day, rule.hours
        having round(sum(hours.counted), 6) >= rule.hours
    ) as reached
    where place = 1
),
final as (
    select
        report.school,
        report.student_id,
        report.sequence,
        first_day.date as begin_date,
        last_day.date as end_date
    from report
    join ref_calendar as first_day on first_day.school = report.school and first_day.day = report.begin_day
    join ref_calendar as last_day on last_day.school = report.school and last_day.day = report.end_day
    where report.sequence > 0
)
select * from final

-- table: int_norm_report
-- row: one report that the 16-hour norm asks for
-- grain: school, student_id, sequence
-- source: int_norm_day, walked through in time: counting starts again the day after a report's end date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: sequence | BIGINT | running number over all school years
-- column: begin_date | DATE | first unauthorised day inside the window
-- column: end_date | DATE | day on which the norm was reached; of a report that had to wait, the last such day before it could be made
-- column: possible_from | DATE | first day on which the report can be made: the end date, or the first day allowed after the report before
-- check: at most one report in so many calendar days | select a.school from int_norm_report as a join int_norm_report as b on a.school = b.school and a.student_id = b.student_id and b.sequence = a.sequence + 1 where b.possible_from - a.possible_from < (select value from ref_norm where name = 'days_between_reports')
-- check: a report ends on a day with hours that count | select r.school from int_norm_report as r left join int_norm_day as n on n.school = r.school and n.student_id = r.student_id and n.date = r.end_date and n.counted > 0 where n.school is null
-- check: reports do not share a day | select a.school from int_norm_report as a join int_norm_report as b on a.school = b.school and a.student_id = b.student_id and b.sequence = a.sequence + 1 where b.begin_date <= a.end_date
with recursive numbers as (
    select
        max(case when name = 'hours' then value end) as hours,
        cast(max(case when name = 'weeks' then value end) as bigint) as weeks,
        cast(max(case when name = 'days_between_reports' then value end) as bigint) as days_between
    from ref_norm
),
amounts as (
    -- Where counting starts anew in each school year, hours of another year never meet in a window.
    select
        norm_day.school,
        norm_day.student_id,
        norm_day.t,
        norm_day.counted,
        calendar.day,
        case when of_school.norm_crosses_summer then '' else calendar.school_year end as together
    from int_norm_day as norm_day
    join ref_school as of_school on of_school.school = norm_day.school
    join ref_calendar as calendar on calendar.school = norm_day.school and calendar.date = norm_day.date
    where norm_day.counted > 0
),
candidates as (
    -- Only pupils who reach the norm without any restart can have a report.
    select later.school, later.student_id
    from amounts as later
    cross join numbers
    join amounts as earlier
        on earlier.school = later.school
        and earlier.student_id = later.student_id
        and earlier.together = later.together
        and earlier.t > later.t - 7 * numbers.weeks
        and earlier.t <= later.t
    group by later.school, later.student_id, later.day, numbers.hours
    -- 24 lessons of 40 minutes are 16 hours, also when their sum ends a hair below.
    having round(sum(earlier.counted), 6) >= numbers.hours
),
hours as (
    select amounts.*
    from amounts
    join (select school, student_id from candidates group by school, student_id) as pupils
        on pupils.school = amounts.school and pupils.student_id = amounts.student_id
),
report as (
    select
        school, student_id, cast(0 as bigint) as sequence, cast(-1 as bigint) as begin_day,
        cast(-1 as bigint) as end_day, cast(-1 as bigint) as possible_day
    from hours
    group by school, student_id
    union all
    select
        reached.school, reached.student_id, reached.sequence, reached.begin_day, max(hours.day), reached.possible_day
    from (
        select
            report.school,
            report.student_id,
            report.sequence + 1 as sequence,
            report.end_day as after_day,
            today.together,
            min(hours.day) as begin_day,
            greatest(today.day, report.possible_day + numbers.days_between) as possible_day,
            row_number() over (partition by report.school, report.student_id order by today.day) as place
        from report
        cross join numbers
        join hours as today
            on today.school = report.school
            and today.student_id = report.student_id
            and today.day > report.end_day
        join hours
            on hours.school = today.school
            and hours.student_id = today.student_id
            and hours.together = today.together
            and hours.day > report.end_day
            and hours.day <= today.day
            and hours.t > today.t - 7 * numbers.weeks
        group by
            report.school, report.student_id, report.sequence, report.end_day, report.possible_day,
            numbers.days_between, today.day, today.together, numbers.hours
        having round(sum(hours.counted), 6) >= numbers.hours
    ) as reached
    -- A report that waits takes in every hour up to the first day on which it can be made.
    join hours
        on hours.school = reached.school
        and hours.student_id = reached.student_id
        and hours.together = reached.together
        and hours.day > reached.after_day
        and hours.day <= reached.possible_day
    where reached.place = 1
    group by reached.school, reached.student_id, reached.sequence, reached.begin_day, reached.possible_day
),
final as (
    select
        report.school,
        report.student_id,
        report.sequence,
        first_day.date as begin_date,
        last_day.date as end_date,
        possible.date as possible_from
    from report
    join ref_calendar as first_day on first_day.school = report.school and first_day.day = report.begin_day
    join ref_calendar as last_day on last_day.school = report.school and last_day.day = report.end_day
    join ref_calendar as possible on possible.school = report.school and possible.day = report.possible_day
    join ref_data_range as imported on imported.school = report.school and possible.date <= imported.last_date
    where report.sequence > 0
)
select * from final

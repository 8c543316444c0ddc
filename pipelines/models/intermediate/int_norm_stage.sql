-- table: int_norm_stage
-- row: one stretch of days on which a pupil is at a stage of the national 16-hour norm
-- grain: school, protocol, ladder, stage, student_id, reached_on
-- source: int_norm_report for the report itself, int_norm_window for pupils who come near
-- column: school | VARCHAR | school id
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: student_id | VARCHAR | pupil number
-- column: reached_on | DATE | first day
-- column: reached_until | DATE | last day, the days without lessons after the last school day included
with numbers as (
    select max(case when name = 'near_hours' then value end) as near_hours from ref_norm
),
near as (
    select
        norm.school,
        norm.student_id,
        norm.date,
        calendar.school_day_rank,
        calendar.school_day_rank
        - row_number() over (partition by norm.school, norm.student_id order by norm.date) as stretch,
        case when of_school.norm_crosses_summer then '' else calendar.school_year end as together
    from int_norm_window as norm
    cross join numbers
    join ref_school as of_school on of_school.school = norm.school
    join ref_calendar as calendar on calendar.school = norm.school and calendar.date = norm.date
    where norm.counted >= numbers.near_hours
),
stretches as (
    select school, student_id, together, min(date) as reached_on, max(school_day_rank) as last_rank
    from near
    group by school, student_id, stretch, together
),
extended as (
    -- What holds on Friday holds on the Sunday after it; where counting starts anew in August, until then.
    select stretches.school, stretches.student_id, stretches.reached_on, max(calendar.date) as reached_until
    from stretches
    join ref_calendar as calendar
        on calendar.school = stretches.school and calendar.school_day_rank = stretches.last_rank
        and stretches.together in ('', calendar.school_year)
    group by stretches.school, stretches.student_id, stretches.reached_on
),
reports as (
    -- A report belongs to the school year of its end date, also when it could be made later.
    select
        norm_report.school,
        norm_report.student_id,
        least(norm_report.possible_from, span.last_day) as reached_on,
        coalesce(
            lead(norm_report.possible_from) over (
                partition by norm_report.school, norm_report.student_id, span.window_key
                order by norm_report.possible_from
            ) - interval 1 day,
            span.last_day
        ) as reached_until
    from int_norm_report as norm_report
    join ref_window as span
        on span.school = norm_report.school
        and span.date = norm_report.end_date
        and span.window_kind = 'schooljaar'
),
final as (
    select
        extended.school, rule.protocol, rule.ladder, rule.stage, extended.student_id, extended.reached_on,
        extended.reached_until
    from extended
    join ref_stage as rule on rule.rule = 'norm_near'
    union all
    select
        reports.school, rule.protocol, rule.ladder, rule.stage, reports.student_id, reports.reached_on,
        cast(reports.reached_until as date)
    from reports
    join ref_stage as rule on rule.rule = 'norm_report'
)
select * from final

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
with rule as (
    select max(case when name = 'near_hours' then value end) as near_hours from ref_norm
),
near as (
    select
        w.school,
        w.student_id,
        w.date,
        c.school_day_rank,
        c.school_day_rank - row_number() over (partition by w.school, w.student_id order by w.date) as stretch,
        case when ref_school.norm_crosses_summer then '' else c.school_year end as together
    from int_norm_window as w
    cross join rule
    join ref_school on ref_school.school = w.school
    join ref_calendar as c on c.school = w.school and c.date = w.date
    where w.counted >= rule.near_hours
),
stretches as (
    select school, student_id, together, min(date) as reached_on, max(school_day_rank) as last_rank
    from near
    group by school, student_id, stretch, together
),
extended as (
    -- What holds on Friday holds on the Sunday after it; where counting starts anew in August, until then.
    select s.school, s.student_id, s.reached_on, max(c.date) as reached_until
    from stretches as s
    join ref_calendar as c
        on c.school = s.school and c.school_day_rank = s.last_rank and s.together in ('', c.school_year)
    group by s.school, s.student_id, s.reached_on
),
reports as (
    -- A report belongs to the school year of its end date, also when it could be made later.
    select
        int_norm_report.school,
        int_norm_report.student_id,
        least(int_norm_report.possible_from, year_of.last_day) as reached_on,
        coalesce(
            lead(int_norm_report.possible_from) over (
                partition by int_norm_report.school, int_norm_report.student_id, year_of.window_key
                order by int_norm_report.possible_from
            ) - interval 1 day,
            year_of.last_day
        ) as reached_until
    from int_norm_report
    join ref_window as year_of
        on year_of.school = int_norm_report.school
        and year_of.date = int_norm_report.end_date
        and year_of.window_kind = 'schooljaar'
),
final as (
    select
        s.school, ref_stage.protocol, ref_stage.ladder, ref_stage.stage, s.student_id, s.reached_on, s.reached_until
    from extended as s
    join ref_stage on ref_stage.rule = 'norm_near'
    union all
    select
        r.school, ref_stage.protocol, ref_stage.ladder, ref_stage.stage, r.student_id, r.reached_on,
        cast(r.reached_until as date)
    from reports as r
    join ref_stage on ref_stage.rule = 'norm_report'
)
select * from final

-- table: mart_leerplicht_report
-- row: one report of the 16-hour norm, numbered per school year
-- grain: school, student_id, end_date
-- source: int_norm_report; due within the working days of the norm, a duty under the age of the norm on the end date
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year of the end date
-- column: crosses_summer | BOOLEAN | it begins in an earlier school year than it ends: a reading of the norm
-- column: student_id | VARCHAR | pupil number
-- column: report_number | BIGINT | number of the report in the school year
-- column: begin_date | DATE | first unauthorised day inside the window
-- column: end_date | DATE | day on which the norm was reached, or the last with such hours before the report could be made
-- column: possible_from | DATE | first day on which the report can be made
-- column: due_on | DATE | last day to report, counted from the first day on which the report can be made
-- column: age | BIGINT | age in whole years on the end date; null when the birth date is unknown
-- column: duty | BOOLEAN | the report is a duty; without a birth date it is taken to be one
-- column: judged | DOUBLE | judged hours of the report
-- column: unknown | DOUBLE | hours without a known reason in the time of the report
-- check: a report has a due date | select * from mart_leerplicht_report where due_on is null
with numbers as (
    select
        max(case when name = 'due_working_days' then value end) as due_working_days,
        max(case when name = 'duty_until_age' then value end) as duty_until_age
    from ref_norm
),
dated as (
    select
        norm_report.*,
        last_day.school_year,
        first_day.school_year <> last_day.school_year as crosses_summer,
        possible.working_day_rank,
        year(norm_report.end_date) - year(listed.birth_date)
        - case
            when month(norm_report.end_date) * 100 + day(norm_report.end_date)
                < month(listed.birth_date) * 100 + day(listed.birth_date) then 1
            else 0
        end as age
    from int_norm_report as norm_report
    join ref_calendar as last_day on last_day.school = norm_report.school and last_day.date = norm_report.end_date
    join ref_calendar as first_day on first_day.school = norm_report.school and first_day.date = norm_report.begin_date
    join ref_calendar as possible on possible.school = norm_report.school and possible.date = norm_report.possible_from
    left join raw_pupil as listed on listed.school = norm_report.school and listed.student_id = norm_report.student_id
),
amounts as (
    select
        norm_report.school, norm_report.student_id, norm_report.sequence, round(sum(norm_day.judged), 6) as judged,
        round(sum(norm_day.unknown), 6) as unknown
    from int_norm_report as norm_report
    join int_norm_day as norm_day
        on norm_day.school = norm_report.school and norm_day.student_id = norm_report.student_id
        and norm_day.date >= norm_report.begin_date and norm_day.date <= norm_report.end_date
    group by norm_report.school, norm_report.student_id, norm_report.sequence
),
due as (
    select school, working_day_rank, min(date) as due_on from ref_calendar where is_working_day
    group by school, working_day_rank
),
final as (
    select
        dated.school,
        dated.school_year,
        dated.crosses_summer,
        dated.student_id,
        row_number() over (
            partition by dated.school, dated.school_year, dated.student_id order by dated.end_date
        ) as report_number,
        dated.begin_date,
        dated.end_date,
        dated.possible_from,
        due.due_on,
        dated.age,
        dated.age is null or dated.age < numbers.duty_until_age as duty,
        amounts.judged,
        amounts.unknown
    from dated
    cross join numbers
    left join due
        on due.school = dated.school and due.working_day_rank = dated.working_day_rank + numbers.due_working_days
    join amounts
        on amounts.school = dated.school
        and amounts.student_id = dated.student_id
        and amounts.sequence = dated.sequence
)
select * from final

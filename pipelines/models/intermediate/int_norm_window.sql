-- table: int_norm_window
-- row: one pupil and school day on which the moving window of the norm holds hours
-- grain: school, student_id, date
-- source: int_norm_day; from the day after a report could be made only the hours since its end date count
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: judged | DOUBLE | judged hours in the window
-- column: unknown | DOUBLE | hours without a known reason in the window
-- column: counted | DOUBLE | hours that count for the norm
with rule as (
    select cast(max(case when name = 'weeks' then value end) as bigint) as weeks from ref_norm
),
days as (
    select n.school, n.student_id, c.date, c.t, n.date as hours_date, n.judged, n.unknown, n.counted
    from int_norm_day as n
    cross join rule
    join ref_school on ref_school.school = n.school
    join ref_calendar as own on own.school = n.school and own.date = n.date
    join ref_calendar as c
        on c.school = n.school and c.is_school_day and c.t >= n.t and c.t < n.t + 7 * rule.weeks
        and (ref_school.norm_crosses_summer or c.school_year = own.school_year)
    join ref_data_range on ref_data_range.school = n.school and c.date <= ref_data_range.last_date
),
restarts as (
    select
        school,
        student_id,
        end_date,
        possible_from,
        lead(possible_from) over (partition by school, student_id order by possible_from) as next_from
    from int_norm_report
),
final as (
    select
        days.school,
        days.student_id,
        days.date,
        -- Thirds of an hour add up to a hair below a whole number.
        round(sum(days.judged), 6) as judged,
        round(sum(days.unknown), 6) as unknown,
        round(sum(days.counted), 6) as counted
    from days
    left join restarts
        on restarts.school = days.school
        and restarts.student_id = days.student_id
        and restarts.possible_from < days.date
        and (restarts.next_from is null or restarts.next_from >= days.date)
    where restarts.end_date is null or days.hours_date > restarts.end_date
    group by days.school, days.student_id, days.date
)
select * from final

-- table: int_norm_window
-- row: one pupil and school day on which the moving window of the norm holds hours
-- grain: school, student_id, date
-- source: int_norm_day; from the day after a report could be made only the hours since its end date count
-- part: date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: judged | DOUBLE | judged hours in the window
-- column: unknown | DOUBLE | hours without a known reason in the window
-- column: counted | DOUBLE | hours that count for the norm
with numbers as (
    select cast(max(case when name = 'weeks' then value end) as bigint) as weeks from ref_norm
),
days as (
    select
        norm_day.school, norm_day.student_id, calendar.date, calendar.t, norm_day.date as hours_date, norm_day.judged,
        norm_day.unknown, norm_day.counted
    from int_norm_day as norm_day
    cross join numbers
    join ref_school as of_school on of_school.school = norm_day.school
    join ref_calendar as itself on itself.school = norm_day.school and itself.date = norm_day.date
    join ref_calendar as calendar
        on calendar.school = norm_day.school and calendar.is_school_day and calendar.t >= norm_day.t
        and calendar.t < norm_day.t + 7 * numbers.weeks
        and (of_school.norm_crosses_summer or calendar.school_year = itself.school_year)
    join ref_data_range as imported on imported.school = norm_day.school and calendar.date <= imported.last_date
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

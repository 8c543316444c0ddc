-- question: leerplicht
-- row: one pupil with a report of the norm this school year, or near the norm
-- about: pupils | each apart
-- grain: school, student_id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: state | VARCHAR | melding or nadert
-- column: hours | DOUBLE | judged hours of the norm in the window since the last report
-- column: hours_unknown | DOUBLE | hours in it without a known reason
-- column: hours_left | DOUBLE | missing to the norm, with the unknown hours where the protocol counts them
-- column: window_start | DATE | first day of the window
-- column: report_number | BIGINT | number of the last report of the school year
-- column: begin_date | DATE | first day of that report
-- column: end_date | DATE | day of its 16th hour
-- column: due_on | DATE | last day on which it should be made
-- column: crosses_summer | BOOLEAN | its hours lie in two school years
-- column: next_possible_from | DATE | first day on which a next report can be made of which the hours are there already
-- column: duty | BOOLEAN | making the report is a duty
-- column: age | BIGINT | age on the day of the 16th hour; null when the date of birth is unknown
-- column: counted | DOUBLE | hours that count for the norm
-- column: nears | BOOLEAN | comes near a first or a next report
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
with visible as (select * from visible_pupils($viewer, $selection, $on)),
on_day as (select * from last_school_day($on)),
numbers as (
    select
        max(case when name = 'hours' then value end) as hours,
        max(case when name = 'near_hours' then value end) as near_hours,
        cast(max(case when name = 'weeks' then value end) as bigint) as weeks,
        max(case when name = 'days_between_reports' then value end) as days_between
    from ref_norm
),
window_days as (
    select on_day.school, min(calendar.date) as first_date
    from on_day
    cross join numbers
    join ref_school as of_school on of_school.school = on_day.school
    join ref_calendar as calendar
        on calendar.school = on_day.school and calendar.t > on_day.t - 7 * numbers.weeks
        and calendar.date <= on_day.date
        and (of_school.norm_crosses_summer or calendar.school_year = on_day.school_year)
    group by on_day.school
),
reports as (
    select report.*,
        row_number() over (partition by report.school, report.student_id order by report.report_number desc) as place
    from mart_leerplicht_report as report
    join ref_calendar as itself
        on itself.school = report.school and itself.date = $on and itself.school_year = report.school_year
    where report.possible_from <= $on
),
-- with: restarts
select
    pupil.school,
    pupil.student_id,
    case when last_report.student_id is not null then 'melding' else 'nadert' end as state,
    -- Who has no row in the window has no hours in it.
    case when norm.judged is null then 0 else norm.judged end as hours,
    case when norm.unknown is null then 0 else norm.unknown end as hours_unknown,
    case when norm.counted is null then numbers.hours else greatest(numbers.hours - norm.counted, 0) end as hours_left,
    cast(greatest(
        window_days.first_date, coalesce(restarts.end_date + interval 1 day, window_days.first_date)
    ) as date) as window_start,
    last_report.report_number,
    last_report.begin_date,
    last_report.end_date,
    last_report.due_on,
    last_report.crosses_summer,
    -- The hours of a next report may be there before it can be made.
    case when last_report.possible_from < on_day.date and norm.counted >= numbers.hours
        then cast(last_report.possible_from + cast(numbers.days_between as integer) as date)
    end as next_possible_from,
    last_report.duty,
    last_report.age,
    case when norm.counted is null then 0 else norm.counted end as counted,
    coalesce(
        norm.counted >= numbers.near_hours
        and (last_report.possible_from is null or last_report.possible_from < on_day.date),
        false
    ) as nears,
    pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar, pupil.afdeling, pupil.mentor
from visible as pupil
cross join numbers
join on_day on on_day.school = pupil.school
join window_days on window_days.school = pupil.school
left join int_norm_window as norm
    on norm.school = pupil.school and norm.student_id = pupil.student_id and norm.date = on_day.date
left join reports as last_report
    on last_report.school = pupil.school and last_report.student_id = pupil.student_id and last_report.place = 1
left join restarts on restarts.school = pupil.school and restarts.student_id = pupil.student_id
where last_report.student_id is not null or norm.counted >= numbers.near_hours
order by pupil.school, pupil.student_id

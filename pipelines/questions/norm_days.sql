-- question: norm_days
-- row: one school day of the calendar from the first day of the data on, beyond the data too
-- about: school
-- grain: date
-- column: date | DATE | school day
-- column: school_year | VARCHAR | school year, as 2026-2027
-- column: t | BIGINT | days since the first one, without holidays
-- column: day | BIGINT | days since the first one
-- column: known | BOOLEAN | false for a day of an incomplete week, or after the data or the day asked for: it tells nothing
select calendar.date, calendar.school_year, calendar.t, calendar.day,
    calendar.date <= $on and coalesce(week.complete, week.week_start is not null) as known
from ref_calendar as calendar
join ref_data_range as imported on imported.school = calendar.school
left join mart_week as week on week.school = calendar.school and week.week_start = calendar.week_start
where calendar.school = $school and is_in_reach($viewer, calendar.school) and calendar.is_school_day
    and calendar.date >= imported.first_date
order by calendar.date

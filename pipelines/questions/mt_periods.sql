-- question: mt_periods
-- row: one period of the management report that has data
-- about: school
-- grain: period
-- column: period | VARCHAR | nu, eerder or vorig jaar
-- column: first_date | DATE | first school day
-- column: last_date | DATE | last school day, up to the day
-- column: first_week | BIGINT | number of the first school week
-- column: last_week | BIGINT | number of the last school week
-- column: weeks | BIGINT | school weeks
-- column: incomplete | BIGINT | those of them of which data are missing
-- column: running | BOOLEAN | the last of its weeks is not over on the day
with
-- with: periods
select
    days.period, min(days.date) as first_date, max(days.date) as last_date, min(days.school_week) as first_week,
    max(days.school_week) as last_week, count(distinct days.week_start) as weeks,
    count(distinct case when week.complete then null when week.complete is null then null else days.week_start end)
        as incomplete,
    bool_or(days.period = 'nu' and week.ends_on > $on) as running
from days
join mart_week as week on week.school = days.school and week.week_start = days.week_start
where days.period is not null
group by days.period
order by days.period

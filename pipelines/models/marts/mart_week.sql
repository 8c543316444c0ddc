-- table: mart_week
-- row: one school week inside the imported range, or frozen by a purge
-- grain: school, school_year, school_week
-- source: the school calendar and the number of registrations per school day; of a frozen week what that said then
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year
-- column: school_week | BIGINT | number of the week among the school weeks of the year
-- column: week_rank | BIGINT | running number of the school week over all years
-- column: week_start | DATE | Monday of the week
-- column: last_day | DATE | last school day of the week with data
-- column: ends_on | DATE | last school day of the week, also where the data end before it
-- column: school_days | BIGINT | school days of the week
-- column: data_days | BIGINT | school days of the week inside the imported range
-- column: complete | BOOLEAN | no school day has suspiciously few registrations; null when the school is too small to tell
with days as (
    select
        calendar.school,
        calendar.school_year,
        calendar.school_week,
        calendar.week_rank,
        calendar.week_start,
        calendar.date,
        calendar.date >= coalesce(purged.known_from, imported.first_date) and calendar.date <= imported.last_date
            as inside,
        count(registered.student_id) as slots
    from ref_calendar as calendar
    join ref_data_range as imported on imported.school = calendar.school
    left join raw_purge as purged on purged.school = calendar.school
    left join (
        select school, date, student_id from int_slot
        union all
        select school, date, student_id from int_whole_day
    ) as registered on registered.school = calendar.school and registered.date = calendar.date
    where calendar.is_school_day
    group by
        calendar.school, calendar.school_year, calendar.school_week, calendar.week_rank, calendar.week_start,
        calendar.date, purged.known_from, imported.first_date, imported.last_date
),
limits as (
    select
        school,
        school_year,
        case
            when median(slots) >= (select value from ref_setting where name = 'incomplete_day_min_median')
                then median(slots) * (select value from ref_setting where name = 'incomplete_day_share')
        end as few
    from days
    where inside
    group by school, school_year
),
final as (
    select
        days.school,
        days.school_year,
        days.school_week,
        days.week_rank,
        days.week_start,
        max(case when days.inside then days.date end) as last_day,
        max(days.date) as ends_on,
        count(*) as school_days,
        cast(sum(case when days.inside then 1 else 0 end) as bigint) as data_days,
        case when count(frozen.week_start) > 0 then bool_and(frozen.complete)
            else min(case when days.inside then days.slots end) >= max(limits.few)
        end as complete
    from days
    join limits on limits.school = days.school and limits.school_year = days.school_year
    left join raw_frozen_week as frozen on frozen.school = days.school and frozen.week_start = days.week_start
    group by days.school, days.school_year, days.school_week, days.week_rank, days.week_start
    having sum(case when days.inside then 1 else 0 end) > 0
)
select * from final

-- question: ladder_stage_weeks
-- row: one school week of the year, stage of a ladder and part of the school
-- about: pupils
-- grain: week_start, school_week, date, part, stage, level
-- column: week_start | DATE | Monday of the week
-- column: school_week | BIGINT | number of the school week in the year
-- column: date | DATE | last school day of the week, or the day itself
-- column: part | VARCHAR | afdeling on that date, null for all of them together
-- column: stage | VARCHAR | stage id
-- column: level | BIGINT | height of the stage on its ladder
-- column: students | BIGINT | pupils at that stage on that date, in the part of the school where they were then
with days as (
    select week.school, week.school_week, week.week_start, least(week.last_day, $on) as date
    from mart_week as week
    join ref_calendar as itself
        on itself.school = week.school and itself.date = $on and itself.school_year = week.school_year
    where week.week_start <= $on
),
-- with: stage_on_days
select
    days.week_start, days.school_week, days.date, part_of($by, ranked.afdeling, null, null) as part, ranked.stage, ranked.level,
    count(*) as students
from ranked
join days on days.school = ranked.school and days.date = ranked.date
where ranked.place = 1 and ranked.stage is not null
    and is_visible($viewer, ranked.school, ranked.afdeling, ranked.mentor)
group by days.week_start, days.school_week, days.date, part, ranked.stage, ranked.level
order by days.week_start, part, ranked.level, ranked.stage

-- question: ladder_weeks
-- row: one school week of a school
-- about: school
-- grain: week_rank
-- column: week_rank | BIGINT | number of the school week, counted through all years
-- column: year | BIGINT | first calendar year of its school year
-- column: school_days | BIGINT | school days in it
-- column: whole | BOOLEAN | all its school days have data, and it is over on the day
select
    week_rank, cast(substr(school_year, 1, instr(school_year, '-') - 1) as bigint) as year, school_days,
    data_days = school_days and coalesce(complete, true) and last_day <= $on as whole
from mart_week
where school = $school and is_in_reach($viewer, school)
order by week_rank

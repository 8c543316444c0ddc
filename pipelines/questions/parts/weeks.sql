-- part: weeks
-- says: the weeks of the school year that tell something: without those of which data are missing, except the one asked
-- says: for
weeks as (
    select week.school, week.week_start
    from mart_week as week
    where week.school = $school and week.school_year = $year
        and (week.complete is distinct from false or week.week_start = $week)
)

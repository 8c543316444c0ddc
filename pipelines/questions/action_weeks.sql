-- question: action_weeks
-- row: one protocol, ladder, role and school week of the year with actions, up to the day
-- about: pupils
-- grain: protocol, ladder, role, week_start, school_week
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: role | VARCHAR | role that had to act
-- column: week_start | DATE | Monday of the week
-- column: school_week | BIGINT | number of the school week in the year
-- column: actions | BIGINT | what it had to do that week
with visible as (select * from visible_pupils($viewer, $selection, $on)),
-- with: done
select done.protocol, done.ladder, done.role, done.week_start, week.school_week,
    cast(sum(done.times) as bigint) as actions
from done
join mart_week as week on week.school = done.school and week.week_start = done.week_start
group by done.protocol, done.ladder, done.role, done.week_start, week.school_week
order by done.protocol, done.ladder, done.role, done.week_start

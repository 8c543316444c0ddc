-- question: stage_weeks
-- row: one protocol, ladder, stage and school week of the year, up to the day
-- about: pupils
-- grain: protocol, ladder, stage, week_start, school_week
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: level | BIGINT | height of the stage on its ladder
-- column: week_start | DATE | Monday of the week
-- column: school_week | BIGINT | number of the school week in the year
-- column: students | BIGINT | pupils at that stage at the end of the week
with visible as (select * from visible_pupils($viewer, $selection, $on)),
weeks as (
    select week.school, week.school_week, week.week_start, least(week.last_day, $on) as day, week.school_year
    from mart_week as week
    join ref_calendar as itself
        on itself.school = week.school and itself.date = $on and itself.school_year = week.school_year
    where week.week_start <= $on
),
spans as (
    select
        stretch.school, stretch.student_id, stretch.protocol, stretch.ladder, stretch.stage, stretch.reached_on,
        least(stretch.reached_until, $on) as reached_until,
        -- Higher is higher; then the later one; then the later one in the file.
        (stretch.level * 1000000 + first_day.day) * 1000000 + stretch.stage_order as rank
    from mart_stage_reached as stretch
    join visible as pupil on pupil.school = stretch.school and pupil.student_id = stretch.student_id
    join ref_calendar as itself on itself.school = stretch.school and itself.date = $on
    join ref_calendar as first_day
        on first_day.school = stretch.school and first_day.date = stretch.reached_on
        and first_day.school_year = itself.school_year
    where stretch.reached_on <= $on and list_contains($protocols, stretch.protocol)
),
turns as (
    -- Days on which the stage of a pupil on a ladder may change.
    select school, student_id, protocol, ladder, reached_on as day from spans
    union
    select school, student_id, protocol, ladder, cast(reached_until + interval 1 day as date) from spans
),
held as (
    select turns.school, turns.student_id, turns.protocol, turns.ladder, turns.day,
        arg_max(spans.stage, spans.rank) as stage
    from turns
    left join spans
        on spans.school = turns.school and spans.student_id = turns.student_id and spans.protocol = turns.protocol
        and spans.ladder = turns.ladder and spans.reached_on <= turns.day and spans.reached_until >= turns.day
    group by turns.school, turns.student_id, turns.protocol, turns.ladder, turns.day
),
segments as (
    select
        school, protocol, ladder, stage, day,
        lead(day) over (partition by school, student_id, protocol, ladder order by day) as next_day
    from held
)
select segments.protocol, segments.ladder, segments.stage, rule.level, weeks.week_start, weeks.school_week,
    count(*) as students
from segments
join weeks
    on weeks.school = segments.school and weeks.day >= segments.day and weeks.day < segments.next_day
join ref_stage as rule
    on rule.protocol = segments.protocol and rule.ladder = segments.ladder and rule.stage = segments.stage
group by segments.protocol, segments.ladder, segments.stage, rule.level, weeks.week_start, weeks.school_week
order by segments.protocol, segments.ladder, rule.level, segments.stage, weeks.week_start

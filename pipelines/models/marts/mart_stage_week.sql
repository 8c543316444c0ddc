-- table: mart_stage_week
-- row: one pupil, ladder and school week: the highest stage on the last school day of the week with data
-- source: mart_stage_reached; of equal levels the most recently reached, then the later one in the file
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year
-- column: school_week | BIGINT | number of the school week in the year
-- column: week_start | DATE | Monday
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: level | BIGINT | height of the stage on its ladder
-- column: student_id | VARCHAR | pupil number
-- check: a pupil stands once on a ladder | select school, school_year, school_week, protocol, ladder, student_id from mart_stage_week group by school, school_year, school_week, protocol, ladder, student_id having count(*) > 1
with ranked as (
    select
        w.school,
        w.school_year,
        w.school_week,
        w.week_start,
        r.protocol,
        r.ladder,
        r.stage,
        r.level,
        r.student_id,
        row_number() over (
            partition by w.school, w.week_start, r.protocol, r.ladder, r.student_id
            order by r.level desc, r.reached_on desc, r.stage_order desc
        ) as place
    from mart_week as w
    join mart_stage_reached as r
        on r.school = w.school and r.reached_on <= w.last_day and r.reached_until >= w.last_day
),
final as (
    select school, school_year, school_week, week_start, protocol, ladder, stage, level, student_id
    from ranked
    where place = 1
)
select * from final

-- table: mart_stage_reached
-- row: one unbroken stretch of days on which a pupil is at a stage of a protocol
-- grain: school, protocol, ladder, stage, student_id, reached_on
-- source: the groups of the stage that overlap in time, the stages of the national norm and of the pattern test
-- column: school | VARCHAR | school id
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: level | BIGINT | height of the stage on its ladder
-- column: stage_order | BIGINT | place in the protocol file; decides between equal levels reached on one day
-- column: student_id | VARCHAR | pupil number
-- column: reached_on | DATE | first day of the stretch
-- column: reached_until | DATE | last day of the stretch
-- check: a stretch ends on or after its first day | select * from mart_stage_reached where reached_until < reached_on
with intervals as (
    select school, protocol, ladder, stage, student_id, reached_on, reached_until from int_group_reached
    union all
    select school, protocol, ladder, stage, student_id, reached_on, reached_until from int_norm_stage
    union all
    select school, protocol, ladder, stage, student_id, reached_on, reached_until from int_pattern_stage
),
placed as (
    select intervals.*, rule.level, rule.stage_order, rule.groups
    from intervals
    join ref_stage as rule
        on rule.protocol = intervals.protocol and rule.ladder = intervals.ladder and rule.stage = intervals.stage
),
several as (
    -- Of groups that are met on one day the one that stays reached longest says all, and no two rows tie below.
    select
        school, protocol, ladder, stage, level, stage_order, student_id, reached_on,
        max(reached_until) as reached_until
    from placed
    where groups <> 1
    group by school, protocol, ladder, stage, level, stage_order, student_id, reached_on
),
ordered as (
    select
        *,
        max(reached_until) over (
            partition by school, protocol, stage_order, student_id
            order by reached_on
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from several
),
stretches as (
    -- A new period that begins at once is a new stretch: only groups that overlap belong together.
    select
        *,
        sum(case when covered_until >= reached_on then 0 else 1 end) over (
            partition by school, protocol, stage_order, student_id
            order by reached_on
            rows unbounded preceding
        ) as stretch
    from ordered
),
final as (
    -- One group is met once in each of its windows, and those do not overlap.
    select school, protocol, ladder, stage, level, stage_order, student_id, reached_on, reached_until
    from placed
    where groups = 1
    union all
    select
        school, protocol, ladder, stage, level, stage_order, student_id,
        min(reached_on) as reached_on,
        max(reached_until) as reached_until
    from stretches
    group by school, protocol, ladder, stage, level, stage_order, student_id, stretch
)
select * from final

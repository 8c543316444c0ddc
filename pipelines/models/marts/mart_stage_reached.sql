-- table: mart_stage_reached
-- row: one unbroken stretch of days on which a pupil is at a stage of a protocol
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
ordered as (
    select
        *,
        max(reached_until) over (
            partition by school, protocol, ladder, stage, student_id
            order by reached_on, reached_until
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from intervals
),
stretches as (
    -- A new period that begins at once is a new stretch: only groups that overlap belong together.
    select
        *,
        sum(case when covered_until >= reached_on then 0 else 1 end) over (
            partition by school, protocol, ladder, stage, student_id
            order by reached_on, reached_until
            rows unbounded preceding
        ) as stretch
    from ordered
),
final as (
    select
        s.school,
        s.protocol,
        s.ladder,
        s.stage,
        ref_stage.level,
        ref_stage.stage_order,
        s.student_id,
        min(s.reached_on) as reached_on,
        max(s.reached_until) as reached_until
    from stretches as s
    join ref_stage
        on ref_stage.protocol = s.protocol and ref_stage.ladder = s.ladder and ref_stage.stage = s.stage
    group by
        s.school, s.protocol, s.ladder, s.stage, ref_stage.level, ref_stage.stage_order, s.student_id, s.stretch
)
select * from final

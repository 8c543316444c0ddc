-- table: int_group_reached
-- row: one group of conditions that a pupil met, with the days on which it stays reached
-- grain: school, protocol, ladder, stage, group_no, student_id, reached_on
-- source: int_group_met; of a group that counts anew from a stage or a task done the first day on which what int_counter_day
-- adds after that day is enough; the national norm has int_norm_stage
-- column: school | VARCHAR | school id
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: group_no | BIGINT | group within the stage
-- column: student_id | VARCHAR | pupil number
-- column: reached_on | DATE | first school day on which all conditions of the group hold
-- column: reached_until | DATE | last day on which it counts as reached
-- column: counted_after | DATE | day after which it counts; null for one that counts its whole window
-- column: left_out | DOUBLE | what its counter had counted in the window by that day; 0 for one that counts its whole window
-- check: what counts anew is reached after that day | select * from int_group_reached where reached_on <= counted_after
with recursive anew as (
    select * from ref_stage_group where rounds > 0
),
beginning as (
    -- A row of nobody, so that there is a next round where nobody was on any stage.
    select cast(0 as bigint) as round, cast(null as varchar) as school, protocol, ladder, stage, group_no,
        cast(null as varchar) as student_id, cast(null as date) as reached_on, cast(null as date) as reached_until,
        cast(null as date) as counted_after, cast(0 as double) as left_out
    from anew
    union all
    select 0, met.school, met.protocol, met.ladder, met.stage, met.group_no, met.student_id, met.reached_on,
        met.reached_until, null, 0
    from int_group_met as met
    join ref_stage_group as stage_group
        on stage_group.protocol = met.protocol and stage_group.ladder = met.ladder and stage_group.stage = met.stage
        and stage_group.group_no = met.group_no and stage_group.rounds = 0
    where exists (
        select 1 from anew where anew.protocol = met.protocol and anew.ladder = met.ladder and anew.since = met.stage
    )
),
known as (
    -- One stage after the other: each round knows all that the rounds before it found.
    select * from beginning
    union all
    (
        with begun as (
            -- The first days of unbroken stretches.
            select known.school, known.protocol, known.ladder, known.stage, known.student_id, known.reached_on
            from known
            left join known as before
                on before.school = known.school and before.protocol = known.protocol and before.ladder = known.ladder
                and before.stage = known.stage and before.student_id = known.student_id
                and before.reached_on < known.reached_on and before.reached_until >= known.reached_on
            where before.stage is null and known.school is not null
        ),
        tried as (
            select met.*, anew.since, anew.lasts
            from anew
            join int_group_met as met
                on met.protocol = anew.protocol and met.ladder = anew.ladder and met.stage = anew.stage
                and met.group_no = anew.group_no
            where anew.rounds = (select max(round) + 1 from known)
        ),
        started as (
            -- The last time that the stage was reached in the window of the group, or the first that the task was done.
            select tried.school, tried.protocol, tried.ladder, tried.stage, tried.group_no, tried.student_id,
                tried.reached_on, tried.reached_until, tried.lasts,
                coalesce(tried.done_on, max(case when span.school is not null then begun.reached_on end)) as counted_after
            from tried
            left join begun
                on begun.school = tried.school and begun.protocol = tried.protocol and begun.ladder = tried.ladder
                and begun.stage = tried.since and begun.student_id = tried.student_id
                and begun.reached_on <= tried.reached_on
            left join ref_window as span
                on span.school = begun.school and span.date = begun.reached_on and span.window_kind = tried.lasts
                and span.last_day = tried.reached_until
            group by tried.school, tried.protocol, tried.ladder, tried.stage, tried.group_no, tried.student_id,
                tried.reached_on, tried.reached_until, tried.lasts, tried.done_on
        ),
        counted as (
            -- A group that counts anew has one condition.
            select started.*, condition.operator, condition.number, now.value,
                max(case when before.window_key = span.window_key then earlier.value else 0 end) as left_out
            from started
            join ref_condition as condition
                on condition.protocol = started.protocol and condition.ladder = started.ladder
                and condition.stage = started.stage and condition.group_no = started.group_no
            join int_counter_day as now
                on now.counter = condition.counter and now.school = started.school
                and now.student_id = started.student_id and now.date = started.reached_on
            join ref_window as span
                on span.school = now.school and span.date = now.date and span.window_kind = started.lasts
            left join int_counter_day as earlier
                on earlier.counter = now.counter and earlier.school = now.school
                and earlier.student_id = now.student_id and earlier.date <= started.counted_after
            left join ref_window as before
                on before.school = earlier.school and before.date = earlier.date and before.window_kind = started.lasts
            where started.counted_after is not null
            group by started.school, started.protocol, started.ladder, started.stage, started.group_no,
                started.student_id, started.reached_on, started.reached_until, started.lasts, started.counted_after,
                condition.operator, condition.number, now.value
        )
        select round + 1, school, protocol, ladder, stage, group_no, student_id, reached_on, reached_until,
            counted_after, left_out
        from known
        where round < (select max(rounds) from anew)
        union all
        select (select max(round) + 1 from known), school, protocol, ladder, stage, group_no, student_id,
            min(reached_on), reached_until, arg_min(counted_after, reached_on), arg_min(left_out, reached_on)
        from counted
        where round(value - left_out, 6) > number or (operator = '>=' and round(value - left_out, 6) = number)
        group by school, protocol, ladder, stage, group_no, student_id, reached_until
    )
),
final as (
    select met.school, met.protocol, met.ladder, met.stage, met.group_no, met.student_id, met.reached_on,
        met.reached_until, cast(null as date) as counted_after, cast(0 as double) as left_out
    from int_group_met as met
    join ref_stage_group as stage_group
        on stage_group.protocol = met.protocol and stage_group.ladder = met.ladder and stage_group.stage = met.stage
        and stage_group.group_no = met.group_no and stage_group.rounds = 0
    union all
    select * exclude (round) from known where counted_after is not null and round = (select max(rounds) from anew)
)
select * from final

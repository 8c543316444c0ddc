-- table: int_group_met
-- row: one group of conditions that a pupil met by all that its window holds; of one that counts anew every day on which it does
-- grain: school, protocol, ladder, stage, group_no, student_id, reached_on
-- source: int_counter_day against the conditions of every protocol and the tasks done (int_group_mark)
-- part: reached_on
-- column: school | VARCHAR | school id
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: group_no | BIGINT | group within the stage
-- column: student_id | VARCHAR | pupil number
-- column: reached_on | DATE | first school day on which all conditions of the group hold; of one that counts anew any such day
-- column: reached_until | DATE | last day on which it counts as reached
-- column: done_on | DATE | of one that counts anew from a task done: its first day; else null
with conditions as materialized (
    select
        condition.protocol, condition.ladder, condition.stage, condition.group_no, condition.condition_no,
        condition.counter, condition.operator, condition.number, stage_group.conditions,
        -- Of a number that decides alone, for everybody and the whole window in which it is counted.
        coalesce(
            stage_group.conditions = 1
            and not stage_group.of_some and stage_group.rounds = 0
            and stage_group.trigger_after is null
            and of_counter.window_kind = stage_group.lasts,
            false
        ) as by_number
    from ref_condition as condition
    join ref_stage_group as stage_group
        on stage_group.protocol = condition.protocol and stage_group.ladder = condition.ladder
        and stage_group.stage = condition.stage and stage_group.group_no = condition.group_no
    left join ref_counter as of_counter on of_counter.counter = condition.counter
),
holding as (
    -- Of a condition that decides alone there is one row a day already: nearly all of them.
    select
        conditions.protocol, conditions.ladder, conditions.stage, conditions.group_no, counter_day.school,
        counter_day.student_id, counter_day.date, 1 as held,
        counter_day.added as first_added, counter_day.value - conditions.number as first_beyond
    from int_counter_day as counter_day
    join conditions on conditions.counter = counter_day.counter and conditions.conditions = 1
    where (
            (conditions.operator = '>=' and counter_day.value >= conditions.number)
            or (conditions.operator = '>' and counter_day.value > conditions.number)
        )
        -- A day on which the count began well past the number is not the first.
        and (not conditions.by_number or counter_day.value - counter_day.added <= conditions.number + 1)
    union all
    select
        conditions.protocol, conditions.ladder, conditions.stage, conditions.group_no, counter_day.school,
        counter_day.student_id, counter_day.date, count(*),
        max(case when conditions.condition_no = 1 then counter_day.added end),
        max(case when conditions.condition_no = 1 then counter_day.value - conditions.number end)
    from int_counter_day as counter_day
    join conditions on conditions.counter = counter_day.counter and conditions.conditions > 1
    where (conditions.operator = '>=' and counter_day.value >= conditions.number)
        or (conditions.operator = '>' and counter_day.value > conditions.number)
    group by
        conditions.protocol, conditions.ladder, conditions.stage, conditions.group_no, counter_day.school,
        counter_day.student_id, counter_day.date
),
placed as (
    select
        holding.*,
        stage_group.trigger_after, stage_group.of_some, stage_group.leerjaren, stage_group.leerjaren_except,
        stage_group.afdelingen, stage_group.afdelingen_except, stage_group.studies, stage_group.age_from,
        stage_group.age_until, stage_group.done, stage_group.rounds, stage_group.since_done, rule.repeat_every,
        placement.leerjaar, placement.afdeling, placement.studie, span.school_year, span.window_key, span.last_day
    from holding
    join ref_stage_group as stage_group
        on stage_group.protocol = holding.protocol and stage_group.ladder = holding.ladder
        and stage_group.stage = holding.stage and stage_group.group_no = holding.group_no
        and stage_group.conditions = holding.held
    join ref_stage as rule
        on rule.protocol = holding.protocol and rule.ladder = holding.ladder and rule.stage = holding.stage
    join ref_window as span
        on span.school = holding.school
        and span.date = holding.date
        and span.window_kind = stage_group.lasts
    left join stg_placement as placement
        on placement.school = holding.school
        and placement.student_id = holding.student_id
        and placement.valid_from <= holding.date
        and placement.valid_until > holding.date
),
allowed as (
    select placed.*, case when placed.since_done then marked.done_on end as done_on
    from placed
    left join int_age as aged
        on aged.school = placed.school and aged.student_id = placed.student_id and aged.age = placed.age_from
    left join int_age as outgrown
        on outgrown.school = placed.school and outgrown.student_id = placed.student_id
        and outgrown.age = placed.age_until
    left join int_group_mark as marked
        on marked.school = placed.school and marked.student_id = placed.student_id
        and marked.school_year = placed.school_year and marked.protocol = placed.protocol
        and marked.ladder = placed.ladder and marked.stage = placed.stage and marked.group_no = placed.group_no
    left join ref_named_holiday as holiday
        on holiday.school = placed.school
        and holiday.school_year = placed.school_year
        and holiday.vacation = placed.trigger_after
    -- What is not known of a pupil follows the general rule; who has no known birth date is under each age.
    where (not of_some or (
            (len(leerjaren) = 0 or coalesce(list_contains(leerjaren, leerjaar), false))
            and not coalesce(list_contains(leerjaren_except, leerjaar), false)
            and (len(afdelingen) = 0 or coalesce(list_contains(afdelingen, afdeling), false))
            and not coalesce(list_contains(afdelingen_except, afdeling), false)
            and (len(studies) = 0 or coalesce(list_contains(studies, studie), false))
            and (age_from is null or coalesce(aged.reached_on <= placed.date, false))
            and not (age_until is not null and coalesce(outgrown.reached_on <= placed.date, false))
            and (len(done) = 0 or coalesce(marked.done_on <= placed.date, false))
            and coalesce(marked.undone_until > placed.date, true)
        ))
        -- After the holiday only a registration triggers at which the stage acts: its number, or a repetition.
        and (trigger_after is null or (
            placed.date > holiday.last_day
            and floor(first_beyond / coalesce(repeat_every, 1))
                > floor((first_beyond - first_added) / coalesce(repeat_every, 1))
        ))
),
final as (
    select school, protocol, ladder, stage, group_no, student_id, min(date) as reached_on, max(last_day) as reached_until,
        max(done_on) as done_on
    from allowed
    group by
        school, protocol, ladder, stage, group_no, student_id, window_key, case when rounds > 0 then date end
)
select * from final

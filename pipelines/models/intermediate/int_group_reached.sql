-- table: int_group_reached
-- row: one group of conditions that a pupil met, with the days on which it stays reached
-- grain: school, protocol, ladder, stage, group_no, student_id, reached_on
-- source: int_counter_day against the conditions of every protocol; the national norm has int_norm_stage
-- column: school | VARCHAR | school id
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: group_no | BIGINT | group within the stage
-- column: student_id | VARCHAR | pupil number
-- column: reached_on | DATE | first school day on which all conditions of the group hold
-- column: reached_until | DATE | last day on which it counts as reached
with conditions as materialized (
    select
        c.protocol, c.ladder, c.stage, c.group_no, c.condition_no, c.counter, c.operator, c.number, g.conditions,
        -- Of a number that decides alone, for everybody and the whole window in which it is counted.
        coalesce(
            g.conditions = 1
            and len(g.leerjaren) = 0
            and len(g.leerjaren_except) = 0
            and g.trigger_after is null
            and ref_counter.window_kind = g.lasts
            and ref_counter.window_kind <> 'lesweken',
            false
        ) as by_number
    from ref_condition as c
    join ref_stage_group as g
        on g.protocol = c.protocol and g.ladder = c.ladder and g.stage = c.stage and g.group_no = c.group_no
    left join ref_counter on ref_counter.counter = c.counter
),
holding as (
    -- Of a condition that decides alone there is one row a day already: nearly all of them.
    select c.protocol, c.ladder, c.stage, c.group_no, v.school, v.student_id, v.date, 1 as held,
        v.added as first_added, v.value - c.number as first_beyond
    from int_counter_day as v
    join conditions as c on c.counter = v.counter and c.conditions = 1
    where ((c.operator = '>=' and v.value >= c.number) or (c.operator = '>' and v.value > c.number))
        -- A day on which the count began well past the number is not the first.
        and (not c.by_number or v.value - v.added <= c.number + 1)
    union all
    select c.protocol, c.ladder, c.stage, c.group_no, v.school, v.student_id, v.date, count(*),
        max(case when c.condition_no = 1 then v.added end),
        max(case when c.condition_no = 1 then v.value - c.number end)
    from int_counter_day as v
    join conditions as c on c.counter = v.counter and c.conditions > 1
    where (c.operator = '>=' and v.value >= c.number) or (c.operator = '>' and v.value > c.number)
    group by c.protocol, c.ladder, c.stage, c.group_no, v.school, v.student_id, v.date
),
placed as (
    select
        holding.*,
        g.trigger_after,
        g.leerjaren,
        g.leerjaren_except,
        s.repeat_every,
        p.leerjaar,
        w.school_year,
        w.window_key,
        w.last_day
    from holding
    join ref_stage_group as g
        on g.protocol = holding.protocol
        and g.ladder = holding.ladder
        and g.stage = holding.stage
        and g.group_no = holding.group_no
        and g.conditions = holding.held
    join ref_stage as s
        on s.protocol = holding.protocol and s.ladder = holding.ladder and s.stage = holding.stage
    join ref_window as w
        on w.school = holding.school
        and w.date = holding.date
        and w.window_kind = g.lasts
    left join stg_placement as p
        on p.school = holding.school
        and p.student_id = holding.student_id
        and p.valid_from <= holding.date
        and p.valid_until > holding.date
),
allowed as (
    select placed.*
    from placed
    left join ref_named_holiday
        on ref_named_holiday.school = placed.school
        and ref_named_holiday.school_year = placed.school_year
        and ref_named_holiday.vacation = placed.trigger_after
    -- An unknown leerjaar follows the general rule.
    where (len(leerjaren) = 0 or coalesce(list_contains(leerjaren, leerjaar), false))
        and not coalesce(list_contains(leerjaren_except, leerjaar), false)
        -- After the holiday only a registration triggers at which the stage acts: its number, or a repetition.
        and (trigger_after is null or (
            placed.date > ref_named_holiday.last_day
            and floor(first_beyond / coalesce(repeat_every, 1))
                > floor((first_beyond - first_added) / coalesce(repeat_every, 1))
        ))
),
final as (
    select
        school,
        protocol,
        ladder,
        stage,
        group_no,
        student_id,
        min(date) as reached_on,
        max(last_day) as reached_until
    from allowed
    group by school, protocol, ladder, stage, group_no, student_id, window_key
)
select * from final

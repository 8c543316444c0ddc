-- table: int_group_reached
-- row: one group of conditions that a pupil met, with the days on which it stays reached
-- source: int_counter_day against the conditions of every protocol; the national norm has int_norm_stage
-- column: school | VARCHAR | school id
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: group_no | BIGINT | group within the stage
-- column: student_id | VARCHAR | pupil number
-- column: reached_on | DATE | first school day on which all conditions of the group hold
-- column: reached_until | DATE | last day on which it counts as reached
with sizes as (
    select protocol, ladder, stage, group_no, count(*) as conditions
    from ref_condition
    group by protocol, ladder, stage, group_no
),
holding as (
    select
        c.protocol,
        c.ladder,
        c.stage,
        c.group_no,
        v.school,
        v.student_id,
        v.date,
        count(*) as held,
        max(case when c.condition_no = 1 then v.added end) as first_added
    from int_counter_day as v
    join ref_condition as c on c.counter = v.counter
    where (c.operator = '>=' and v.value >= c.number) or (c.operator = '>' and v.value > c.number)
    group by c.protocol, c.ladder, c.stage, c.group_no, v.school, v.student_id, v.date
),
placed as (
    select
        holding.*,
        ref_stage_group.lasts,
        ref_stage_group.trigger_after,
        ref_calendar.school_year,
        ref_window.window_key,
        ref_window.last_day
    from holding
    join sizes
        on sizes.protocol = holding.protocol
        and sizes.ladder = holding.ladder
        and sizes.stage = holding.stage
        and sizes.group_no = holding.group_no
        and sizes.conditions = holding.held
    join ref_stage_group
        on ref_stage_group.protocol = holding.protocol
        and ref_stage_group.ladder = holding.ladder
        and ref_stage_group.stage = holding.stage
        and ref_stage_group.group_no = holding.group_no
    join ref_calendar on ref_calendar.school = holding.school and ref_calendar.date = holding.date
    join ref_window
        on ref_window.school = holding.school
        and ref_window.date = holding.date
        and ref_window.window_kind = ref_stage_group.lasts
),
excluded as (
    -- Pupils of another leerjaar than the group is for; an unknown leerjaar follows the general rule.
    select p.protocol, p.ladder, p.stage, p.group_no, p.school, p.student_id, p.date
    from placed as p
    join ref_group_leerjaar as limits
        on limits.protocol = p.protocol
        and limits.ladder = p.ladder
        and limits.stage = p.stage
        and limits.group_no = p.group_no
    left join stg_placement as placement
        on placement.school = p.school
        and placement.student_id = p.student_id
        and placement.valid_from <= p.date
        and placement.valid_until > p.date
    group by p.protocol, p.ladder, p.stage, p.group_no, p.school, p.student_id, p.date
    having max(case when not limits.included and placement.leerjaar = limits.leerjaar then 1 else 0 end) = 1
        or (
            max(case when limits.included then 1 else 0 end) = 1
            and max(case when limits.included and placement.leerjaar = limits.leerjaar then 1 else 0 end) = 0
        )
),
allowed as (
    select placed.*
    from placed
    left join excluded
        on excluded.protocol = placed.protocol
        and excluded.ladder = placed.ladder
        and excluded.stage = placed.stage
        and excluded.group_no = placed.group_no
        and excluded.school = placed.school
        and excluded.student_id = placed.student_id
        and excluded.date = placed.date
    left join ref_vacation
        on ref_vacation.school = placed.school
        and ref_vacation.school_year = placed.school_year
        and ref_vacation.vacation = placed.trigger_after
    where excluded.student_id is null
        and (placed.trigger_after is null or (placed.date > ref_vacation.last_day and placed.first_added > 0))
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

-- part: norm_tasks
-- says: who makes a report of the norm by the protocol in force, and the steps of `due` whose lesson hours are those of
-- says: one
norm_stages as (
    -- Groups that count lesson hours, and nothing else, over the window of the norm.
    select condition.protocol, condition.ladder, condition.stage, condition.group_no
    from ref_condition as condition
    join ref_counter as of_counter on of_counter.counter = condition.counter
    join ref_counter_term as term on term.counter = of_counter.counter
    group by condition.protocol, condition.ladder, condition.stage, condition.group_no
    having bool_and(
        of_counter.window_kind = 'lesweken'
        and of_counter.window_number = (select value from ref_norm where name = 'weeks')
        and term.unit = 'lesuur' and term.max_spell_days is null
    )
),
reporters as (
    select reporting.protocol, reporting.role, reporting.own_what
    from (
        select
            action.protocol, action.role, case when norm_stages.stage is not null then action.what end as own_what,
            row_number() over (
                partition by action.protocol
                order by case when norm_stages.stage is null then 1 else 0 end, rule.stage_order, action.action_no
            ) as place
        from ref_action as action
        join ref_stage as rule
            on rule.protocol = action.protocol and rule.ladder = action.ladder and rule.stage = action.stage
        left join norm_stages
            on norm_stages.protocol = action.protocol and norm_stages.ladder = action.ladder
            and norm_stages.stage = action.stage
        where action.report
    ) as reporting
    where reporting.place = 1
),
covered as (
    -- Steps whose lesson hours are those of a report of the norm.
    select due.school, due.protocol, due.ladder, due.stage, due.student_id, due.date
    from due
    join int_group_reached as reached_group
        on reached_group.school = due.school and reached_group.protocol = due.protocol
        and reached_group.ladder = due.ladder and reached_group.stage = due.stage
        and reached_group.student_id = due.student_id and reached_group.reached_on = due.date
    join norm_stages
        on norm_stages.protocol = reached_group.protocol and norm_stages.ladder = reached_group.ladder
        and norm_stages.stage = reached_group.stage and norm_stages.group_no = reached_group.group_no
    join mart_leerplicht_report as report
        on report.school = due.school and report.student_id = due.student_id and report.begin_date <= due.date
        and report.possible_from >= due.date
    where not due.recurring
    group by due.school, due.protocol, due.ladder, due.stage, due.student_id, due.date
)

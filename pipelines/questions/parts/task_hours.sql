-- part: task_hours
-- says: the lesson hours for which a task is asked on the days of `planned`, of tasks that are asked per registration; of a
-- says: counter that counts no lessons there are none, and then a task is one of the day
first_planned as materialized (
    -- Only days from here on matter: it keeps DuckDB from joining the rows of all years.
    select min(date) as date from planned
),
by_hour as materialized (
    select due_action.school, due_action.student_id, due_action.protocol, due_action.ladder, due_action.stage,
        due_action.date, due_action.action_no, due_action.again, due_action.times, action.task, action.after
    from mart_action as due_action
    join (select distinct school, student_id, protocol, ladder, date from planned) as planned
        on planned.school = due_action.school and planned.student_id = due_action.student_id
        and planned.protocol = due_action.protocol and planned.ladder = due_action.ladder
        and planned.date = due_action.date
    join ref_action as action
        on action.protocol = due_action.protocol and action.ladder = due_action.ladder
        and action.stage = due_action.stage and action.action_no = due_action.action_no and action.per_registration
    where due_action.date >= (select date from first_planned)
),
-- What recurs with the task on its ladder: the stage itself, else one of which it takes the place.
counted_by as (
    select
        asking.protocol, asking.ladder, asking.stage, asking.action_no, repetition.counter, repetition.every,
        case when repetition.stage = asking.stage then repetition.first_number end as first_number,
        case when repetition.stage = asking.stage then repetition.last_number end as last_number,
        row_number() over (
            partition by asking.protocol, asking.ladder, asking.stage, asking.action_no
            order by case when repetition.stage = asking.stage then 0 else 1 end, repetition.stage
        ) as place
    from ref_action as asking
    join ref_action as recurring
        on recurring.protocol = asking.protocol and recurring.ladder = asking.ladder
        and recurring.task = asking.task and recurring.recurring
    join ref_recurrence as repetition
        on repetition.protocol = recurring.protocol and repetition.ladder = recurring.ladder
        and repetition.stage = recurring.stage
    where asking.per_registration
),
reached_at as (
    -- The number of the registration that reaches a stage, where its first condition counts what recurs.
    select condition.protocol, condition.ladder, condition.stage, condition.counter,
        condition.number + case when condition.operator = '>' then 1 else 0 end as number
    from ref_condition as condition
    where condition.group_no = 1 and condition.condition_no = 1
),
members as (
    select term.counter, member.category, bool_or(term.unit = 'keer') as by_category
    from ref_counter_term as term
    join ref_category_set as member on member.category_set = term.category_set
    where term.counter not in (
        select other.counter from ref_counter_term as other where other.unit not in ('keer', 'lesuur') or other.weight <> 1
    )
    group by term.counter, member.category
),
asked_on as materialized (
    select counted_by.counter, by_hour.school, by_hour.student_id, by_hour.date
    from by_hour
    join counted_by
        on counted_by.protocol = by_hour.protocol and counted_by.ladder = by_hour.ladder
        and counted_by.stage = by_hour.stage and counted_by.action_no = by_hour.action_no and counted_by.place = 1
    group by counted_by.counter, by_hour.school, by_hour.student_id, by_hour.date
),
registrations as materialized (
    select asked_on.counter, asked_on.school, asked_on.student_id, asked_on.date, slot.lesson_hour, slot.category,
        counter_day.value - counter_day.added + dense_rank() over (
            partition by asked_on.counter, asked_on.school, asked_on.student_id, asked_on.date
            order by slot.lesson_hour, case when members.by_category then slot.category end
        ) as number
    from asked_on
    join members on members.counter = asked_on.counter
    join int_slot as slot
        on slot.school = asked_on.school and slot.student_id = asked_on.student_id and slot.date = asked_on.date
        and slot.category = members.category
    join int_counter_day as counter_day
        on counter_day.counter = asked_on.counter and counter_day.school = asked_on.school
        and counter_day.student_id = asked_on.student_id and counter_day.date = asked_on.date
    where slot.date >= (select date from first_planned) and counter_day.date >= (select date from first_planned)
),
fitting as materialized (
    select by_hour.*, registrations.lesson_hour, registrations.number,
        registrations.number >= coalesce(reached_at.number, registrations.number) as reaches
    from by_hour
    join counted_by
        on counted_by.protocol = by_hour.protocol and counted_by.ladder = by_hour.ladder
        and counted_by.stage = by_hour.stage and counted_by.action_no = by_hour.action_no and counted_by.place = 1
    join registrations
        on registrations.counter = counted_by.counter and registrations.school = by_hour.school
        and registrations.student_id = by_hour.student_id and registrations.date = by_hour.date
    left join reached_at
        on reached_at.protocol = by_hour.protocol and reached_at.ladder = by_hour.ladder
        and reached_at.stage = by_hour.stage and reached_at.counter = counted_by.counter
    where (len(by_hour.after) = 0 or list_contains(by_hour.after, registrations.category))
        and registrations.number >= coalesce(counted_by.first_number, registrations.number)
        and registrations.number <= coalesce(counted_by.last_number, registrations.number)
        and mod(registrations.number - coalesce(counted_by.first_number, registrations.number), counted_by.every) = 0
),
of_first as (
    select *,
        row_number() over (
            partition by school, student_id, protocol, ladder, stage, date, action_no order by reaches desc, number
        ) as place
    from fitting
    where not again
),
taken as (
    select distinct school, student_id, protocol, ladder, task, date, number from of_first where place <= times
),
of_again as (
    -- Nobody is asked the same task twice for one registration.
    select fitting.*,
        row_number() over (
            partition by fitting.school, fitting.student_id, fitting.protocol, fitting.ladder, fitting.stage,
                fitting.date, fitting.action_no
            order by case when taken.number is null then 0 else 1 end, fitting.number
        ) as place
    from fitting
    left join taken
        on taken.school = fitting.school and taken.student_id = fitting.student_id
        and taken.protocol = fitting.protocol and taken.ladder = fitting.ladder and taken.task = fitting.task
        and taken.date = fitting.date and taken.number = fitting.number
    where fitting.again
),
task_hours as (
    select school, student_id, protocol, ladder, stage, date, action_no, again,
        list_sort(list_distinct(list(coalesce(lesson_hour, 0)))) as hours
    from (select * from of_first union all select * from of_again)
    where place <= times
    group by school, student_id, protocol, ladder, stage, date, action_no, again
)

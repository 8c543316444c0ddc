-- part: task_hours
-- says: the lesson hours for which a task is asked on the days of `planned`, of tasks that are asked per registration; of a
-- says: counter that counts no lessons there are none, and then a task is one of the day
first_planned as materialized (
    -- Only days from here on matter: it keeps DuckDB from joining the rows of all years.
    select min(date) as date from planned
),
-- What recurs with the task on its ladder: the stage itself, else one of which it takes the place.
counted_by as materialized (
    select
        asking.protocol, asking.ladder, asking.stage, asking.action_no, asking.task, asking.after, repetition.counter,
        repetition.every,
        case when repetition.stage = asking.stage then repetition.first_number end as first_number,
        case when repetition.stage = asking.stage then repetition.last_number end as last_number,
        -- The number of the registration that reaches the stage, where its first condition counts what recurs.
        case when reaching.counter = repetition.counter
            then reaching.number + case when reaching.operator = '>' then 1 else 0 end
        end as reached_at,
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
    left join ref_condition as reaching
        on reaching.protocol = asking.protocol and reaching.ladder = asking.ladder and reaching.stage = asking.stage
        and reaching.group_no = 1 and reaching.condition_no = 1
    where asking.per_registration
),
by_hour as materialized (
    select due_action.school, due_action.student_id, due_action.date, due_action.again, due_action.times, counted_by.*
    from mart_action as due_action
    join (select distinct school, student_id, protocol, ladder, date from planned) as planned
        on planned.school = due_action.school and planned.student_id = due_action.student_id
        and planned.protocol = due_action.protocol and planned.ladder = due_action.ladder
        and planned.date = due_action.date
    join counted_by
        on counted_by.protocol = due_action.protocol and counted_by.ladder = due_action.ladder
        and counted_by.stage = due_action.stage and counted_by.action_no = due_action.action_no
        and counted_by.place = 1
    where due_action.date >= (select date from first_planned)
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
    select counter, school, student_id, date from by_hour group by counter, school, student_id, date
),
lessons as materialized (
    select asked_on.counter, asked_on.school, asked_on.student_id, asked_on.date, slot.lesson_hour, slot.category,
        struct_pack(
            whole_day := slot.lesson_hour is null, lesson_hour := coalesce(slot.lesson_hour, 0),
            category := case when members.by_category then slot.category else '' end
        ) as registration
    from asked_on
    join members on members.counter = asked_on.counter
    join int_slot as slot
        on slot.school = asked_on.school and slot.student_id = asked_on.student_id and slot.date = asked_on.date
        and slot.category = members.category
    where slot.date >= (select date from first_planned)
),
-- Sorted lists and no windows: DuckDB lays out a window by the rows that it expects, which is far too many here.
of_day as (
    select lessons.counter, lessons.school, lessons.student_id, lessons.date,
        list_sort(list_distinct(list(lessons.registration))) as sorted
    from lessons
    group by lessons.counter, lessons.school, lessons.student_id, lessons.date
),
registrations as materialized (
    select lessons.counter, lessons.school, lessons.student_id, lessons.date, lessons.lesson_hour, lessons.category,
        counter_day.value - counter_day.added + list_position(of_day.sorted, lessons.registration) as number
    from lessons
    join of_day
        on of_day.counter = lessons.counter and of_day.school = lessons.school
        and of_day.student_id = lessons.student_id and of_day.date = lessons.date
    join int_counter_day as counter_day
        on counter_day.counter = lessons.counter and counter_day.school = lessons.school
        and counter_day.student_id = lessons.student_id and counter_day.date = lessons.date
    where counter_day.date >= (select date from first_planned)
),
fitting as materialized (
    select by_hour.school, by_hour.student_id, by_hour.protocol, by_hour.ladder, by_hour.stage, by_hour.date,
        by_hour.action_no, by_hour.again, by_hour.times, by_hour.task, registrations.lesson_hour, registrations.number,
        registrations.number >= coalesce(by_hour.reached_at, registrations.number) as reaches
    from by_hour
    join registrations
        on registrations.counter = by_hour.counter and registrations.school = by_hour.school
        and registrations.student_id = by_hour.student_id and registrations.date = by_hour.date
    where (len(by_hour.after) = 0 or list_contains(by_hour.after, registrations.category))
        and registrations.number >= coalesce(by_hour.first_number, registrations.number)
        and registrations.number <= coalesce(by_hour.last_number, registrations.number)
        and mod(registrations.number - coalesce(by_hour.first_number, registrations.number), by_hour.every) = 0
),
of_first as materialized (
    select school, student_id, protocol, ladder, stage, date, action_no, task,
        list_sort(list_distinct(list(struct_pack(
            later := not reaches, number := number, lesson_hour := coalesce(lesson_hour, 0)
        ))))[1:times] as taken
    from fitting
    where not again
    group by school, student_id, protocol, ladder, stage, date, action_no, task, times
),
taken as (
    select distinct taken.school, taken.student_id, taken.protocol, taken.ladder, taken.task, taken.date,
        taken.one.number as number
    from (select of_first.*, unnest(of_first.taken) as one from of_first) as taken
),
of_again as (
    -- Nobody is asked the same task twice for one registration.
    select fitting.school, fitting.student_id, fitting.protocol, fitting.ladder, fitting.stage, fitting.date,
        fitting.action_no,
        list_sort(list_distinct(list(struct_pack(
            later := taken.number is not null, number := fitting.number,
            lesson_hour := coalesce(fitting.lesson_hour, 0)
        ))))[1:fitting.times] as taken
    from fitting
    left join taken
        on taken.school = fitting.school and taken.student_id = fitting.student_id
        and taken.protocol = fitting.protocol and taken.ladder = fitting.ladder and taken.task = fitting.task
        and taken.date = fitting.date and taken.number = fitting.number
    where fitting.again
    group by fitting.school, fitting.student_id, fitting.protocol, fitting.ladder, fitting.stage, fitting.date,
        fitting.action_no, fitting.times
),
task_hours as (
    select school, student_id, protocol, ladder, stage, date, action_no, again,
        list_sort(list_distinct(list_transform(taken, lambda one: one.lesson_hour))) as hours
    from (
        select school, student_id, protocol, ladder, stage, date, action_no, false as again, taken from of_first
        union all
        select school, student_id, protocol, ladder, stage, date, action_no, true, taken from of_again
    )
)

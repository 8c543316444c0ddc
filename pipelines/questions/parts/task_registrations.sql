-- part: task_registrations
-- says: the registrations of the days of `planned` that counters of tasks per registration number, and the tasks that are
-- says: asked on those days; an hour that is not known is -1
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
    select term.counter, member.category, member.subject, member.lesson_hour, member.iso_weekday,
        bool_or(term.unit = 'keer') as by_category
    from ref_counter_term as term
    join ref_category_set as member on member.category_set = term.category_set
    where term.counter not in (
        select other.counter from ref_counter_term as other where other.unit not in ('keer', 'lesuur') or other.weight <> 1
    )
    group by term.counter, member.category, member.subject, member.lesson_hour, member.iso_weekday
),
asked_on as materialized (
    select counter, school, student_id, date from by_hour group by counter, school, student_id, date
),
lessons as materialized (
    select asked_on.counter, asked_on.school, asked_on.student_id, asked_on.date, slot.lesson_hour, slot.category,
        struct_pack(
            whole_day := slot.lesson_hour is null, lesson_hour := coalesce(slot.lesson_hour, -1),
            category := case when members.by_category then slot.category else '' end
        ) as registration
    from asked_on
    join members on members.counter = asked_on.counter
    join int_slot as slot
        on slot.school = asked_on.school and slot.student_id = asked_on.student_id and slot.date = asked_on.date
        and slot.category = members.category
        and (members.subject is null or members.subject = slot.subject)
        and (members.lesson_hour is null or members.lesson_hour = slot.lesson_hour)
        and (members.iso_weekday is null or members.iso_weekday = extract(isodow from slot.date))
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
)

-- table: int_task_hour
-- row: one lesson hour for which an action of the protocol in force is asked, of an action that is asked per registration
-- grain: school, student_id, protocol, ladder, stage, date, action_no, again, lesson_hour
-- source: mart_action with the registrations of the day, numbered as the counter of the task numbers them; of a counter that counts no lessons there are none, and then a task is one of the day
-- part: date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: date | DATE | school day
-- column: action_no | BIGINT | number of the action within the stage
-- column: again | BOOLEAN | a repetition, and not the first step of the stage
-- column: lesson_hour | BIGINT | lesson hour for which it is asked; -1 for an hour that is not known
with counted_by as materialized (
    -- What recurs with the task on its ladder: the stage itself, else one of which it takes the place.
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
    join ref_school as of_school on of_school.school = due_action.school and of_school.protocol = due_action.protocol
    join counted_by
        on counted_by.protocol = due_action.protocol and counted_by.ladder = due_action.ladder
        and counted_by.stage = due_action.stage and counted_by.action_no = due_action.action_no
        and counted_by.place = 1
),
members as (
    select term.counter, member.category, member.subject, member.lesson_hour, member.iso_weekday,
        member.minutes_from, member.minutes_until, member.minutes_unknown, member.handled, bool_or(term.unit = 'keer') as by_category
    from ref_counter_term as term
    join ref_category_set as member on member.category_set = term.category_set
    where term.counter not in (
        select other.counter from ref_counter_term as other where other.unit not in ('keer', 'lesuur') or other.weight <> 1
    )
    group by term.counter, member.category, member.subject, member.lesson_hour, member.iso_weekday,
        member.minutes_from, member.minutes_until, member.minutes_unknown, member.handled
),
lessons as materialized (
    select asked_on.counter, asked_on.school, asked_on.student_id, asked_on.date, slot.category,
        slot.lesson_hour is null as whole_day, coalesce(slot.lesson_hour, -1) as lesson_hour,
        case when members.by_category then slot.category else '' end as of_category
    from (select distinct counter, school, student_id, date from by_hour) as asked_on
    join members on members.counter = asked_on.counter
    join int_slot as slot
        on slot.school = asked_on.school and slot.student_id = asked_on.student_id and slot.date = asked_on.date
        and slot.category = members.category
        and (members.subject is null or members.subject = slot.subject)
        and (members.lesson_hour is null or members.lesson_hour = slot.lesson_hour)
        and (members.iso_weekday is null or members.iso_weekday = extract(isodow from slot.date))
        and (members.minutes_from is null or (slot.minutes_late is null and members.minutes_unknown)
            or slot.minutes_late between members.minutes_from and members.minutes_until)
        and (members.handled is null or members.handled = slot.handled)
),
registrations as materialized (
    select lessons.*, counter_day.value - counter_day.added + dense_rank() over (
            partition by lessons.counter, lessons.school, lessons.student_id, lessons.date
            order by lessons.whole_day, lessons.lesson_hour, lessons.of_category
        ) as number
    from lessons
    join int_counter_day as counter_day
        on counter_day.counter = lessons.counter and counter_day.school = lessons.school
        and counter_day.student_id = lessons.student_id and counter_day.date = lessons.date
),
fitting as materialized (
    select by_hour.*, registrations.lesson_hour, registrations.number,
        registrations.number < coalesce(by_hour.reached_at, registrations.number) as later
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
    select *, dense_rank() over (
            partition by school, student_id, protocol, ladder, stage, date, action_no order by later, number, lesson_hour
        ) as turn
    from fitting
    where not again
),
of_again as (
    -- Nobody is asked the same task twice for one registration.
    select fitting.*, dense_rank() over (
            partition by fitting.school, fitting.student_id, fitting.protocol, fitting.ladder, fitting.stage,
                fitting.date, fitting.action_no
            order by taken.number is not null, fitting.number, fitting.lesson_hour
        ) as turn
    from fitting
    left join (
        select distinct school, student_id, protocol, ladder, task, date, number from of_first where turn <= times
    ) as taken
        on taken.school = fitting.school and taken.student_id = fitting.student_id
        and taken.protocol = fitting.protocol and taken.ladder = fitting.ladder and taken.task = fitting.task
        and taken.date = fitting.date and taken.number = fitting.number
    where fitting.again
),
final as (
    select distinct school, student_id, protocol, ladder, stage, date, action_no, again, lesson_hour
    from (select * from of_first union all select * from of_again) as asked
    where turn <= times
)
select * from final

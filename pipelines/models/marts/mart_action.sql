-- table: mart_action
-- row: one action that a stage asks for a pupil on one school day
-- grain: school, protocol, ladder, stage, student_id, date, action_no, again
-- source: stages on the day they become the pupil's stage, and recurring tasks; by leerjaar and age of that day
-- part: date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: action_no | BIGINT | number of the action within the stage
-- column: role | VARCHAR | who acts
-- column: date | DATE | school day
-- column: school_year | VARCHAR | school year of the day
-- column: week_start | DATE | Monday of the week
-- column: times | BIGINT | how many times the action is due that day
-- column: again | BOOLEAN | a repetition, and not the first step of the stage
-- column: report | BOOLEAN | it is a report to leerplicht
-- check: nobody acts without an action | select * from mart_action where times < 1
with first_steps as (
    -- A stage that is passed over on the same day, or reached below the present one, asks only what recurs.
    select school, protocol, ladder, stage, student_id, reached_on as date
    from mart_stage_reached as stretch
    where not exists (
        select 1 from mart_stage_reached as above
        where above.student_id = stretch.student_id and above.school = stretch.school
            and above.protocol = stretch.protocol and above.ladder = stretch.ladder
            and above.reached_on <= stretch.reached_on and above.reached_until >= stretch.reached_on
            and (above.level > stretch.level or (
                above.level = stretch.level and above.reached_on = stretch.reached_on
                and above.stage_order > stretch.stage_order
            ))
    )
),
recurring as materialized (
    select recurring_day.school, recurring_day.protocol, recurring_day.ladder, recurring_day.stage,
        recurring_day.student_id, recurring_day.date, recurring_day.times, recurring_day.latest, recurring_day.number,
        action.action_no, action.task, action.per_registration, action.handed_on
    from int_recurrence as recurring_day
    join ref_action as action
        on action.protocol = recurring_day.protocol and action.ladder = recurring_day.ladder
        and action.stage = recurring_day.stage and action.recurring
    where len(action.after) = 0 or list_contains(action.after, recurring_day.category)
),
of_first_steps as materialized (
    select first_steps.*, action.action_no, action.task, action.number,
        action.restates or len(action.after) > 0 as in_place
    from first_steps
    join ref_action as action
        on action.protocol = first_steps.protocol and action.ladder = first_steps.ladder
        and action.stage = first_steps.stage and action.first
),
asked_first as materialized (
    select school, protocol, ladder, stage, student_id, date, action_no, task, number
    from of_first_steps
    where not in_place
    union all
    -- What a stage asks in place of a recurring task, or by kind, is asked where a registration of that day asks it.
    select school, protocol, ladder, stage, student_id, date, action_no, task, number
    from of_first_steps
    where in_place and exists (
        select 1 from recurring
        where recurring.school = of_first_steps.school and recurring.protocol = of_first_steps.protocol
            and recurring.ladder = of_first_steps.ladder and recurring.student_id = of_first_steps.student_id
            and recurring.date = of_first_steps.date and recurring.task = of_first_steps.task
            and coalesce(recurring.number = of_first_steps.number, true)
    )
),
again as (
    -- One registration of the day may have been the first step's. A talk, a call or a mail is asked once a day.
    select
        recurring.school, recurring.protocol, recurring.ladder, recurring.stage, recurring.student_id, recurring.date,
        recurring.action_no,
        case
            when recurring.per_registration then sum(recurring.times)
                - max(case when asked_first.task is null or recurring.number is not null then 0 else 1 end)
            when max(asked_first.task) is null and (max(recurring.latest) or not recurring.handed_on) then 1
            else 0
        end as times
    from recurring
    left join asked_first
        on asked_first.school = recurring.school and asked_first.protocol = recurring.protocol
        and asked_first.ladder = recurring.ladder and asked_first.student_id = recurring.student_id
        and asked_first.date = recurring.date and asked_first.task = recurring.task
    where not recurring.per_registration or coalesce(recurring.number <> asked_first.number, true)
    group by
        recurring.school, recurring.protocol, recurring.ladder, recurring.stage, recurring.student_id, recurring.date,
        recurring.action_no, recurring.per_registration, recurring.handed_on
),
asked as (
    select school, protocol, ladder, stage, student_id, date, action_no, cast(1 as bigint) as times, false as again
    from asked_first
    union all
    select school, protocol, ladder, stage, student_id, date, action_no, cast(times as bigint), true
    from again
    where times > 0
),
owed as materialized (
    select asked.*, action.role, action.report, action.leerjaar_from, action.leerjaar_until, action.adult,
        coalesce(action.leerjaar_from, action.leerjaar_until) is null and action.adult is null as by_anyone
    from asked
    join ref_action as action
        on action.protocol = asked.protocol and action.ladder = asked.ladder and action.stage = asked.stage
        and action.action_no = asked.action_no
),
allowed as (
    select school, student_id, protocol, ladder, stage, action_no, role, date, times, again, report
    from owed
    where by_anyone
    union all
    -- What is not known of a pupil excludes no action.
    select owed.school, owed.student_id, owed.protocol, owed.ladder, owed.stage, owed.action_no, owed.role, owed.date,
        owed.times, owed.again, owed.report
    from owed
    left join stg_placement as placement
        on placement.school = owed.school and placement.student_id = owed.student_id
        and placement.valid_from <= owed.date and placement.valid_until > owed.date
    left join mart_student as student on student.school = owed.school and student.student_id = owed.student_id
    where not owed.by_anyone
        and coalesce(placement.leerjaar >= owed.leerjaar_from, true)
        and coalesce(placement.leerjaar <= owed.leerjaar_until, true)
        and coalesce((owed.date >= student.adult_on) = owed.adult, true)
),
final as (
    select allowed.school, allowed.student_id, allowed.protocol, allowed.ladder, allowed.stage, allowed.action_no,
        allowed.role, allowed.date, calendar.school_year, calendar.week_start, allowed.times, allowed.again, allowed.report
    from allowed
    join ref_calendar as calendar on calendar.school = allowed.school and calendar.date = allowed.date
)
select * from final

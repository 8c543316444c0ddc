-- table: mart_action
-- row: one action that a stage asks for a pupil on one school day
-- source: stages on the day they become the pupil's stage, and recurring tasks; by leerjaar and age of that day
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
    select r.school, r.protocol, r.ladder, r.stage, r.student_id, r.reached_on as date
    from mart_stage_reached as r
    where not exists (
        select 1
        from mart_stage_reached as above
        where above.student_id = r.student_id
            and above.school = r.school
            and above.protocol = r.protocol
            and above.ladder = r.ladder
            and above.reached_on <= r.reached_on
            and above.reached_until >= r.reached_on
            and (
                above.level > r.level
                or (above.level = r.level and above.reached_on = r.reached_on and above.stage_order > r.stage_order)
            )
    )
),
first_tasks as (
    select f.*, a.action_no, a.task, a.number, a.restates, a.after
    from first_steps as f
    join ref_action as a on a.protocol = f.protocol and a.ladder = f.ladder and a.stage = f.stage and a.first
),
in_place as (
    -- What a stage asks in place of a recurring task is asked where that one would have been.
    select f.school, f.protocol, f.ladder, f.stage, f.student_id, f.date, f.action_no
    from first_tasks as f
    join int_recurrence as x
        on x.school = f.school and x.protocol = f.protocol and x.ladder = f.ladder and x.student_id = f.student_id
        and x.date = f.date
    left join ref_action as a
        on a.protocol = x.protocol and a.ladder = x.ladder and a.stage = x.stage and a.recurring and a.task = f.task
    where (f.restates or len(f.after) > 0)
        and (not f.restates or a.task is not null)
        and (len(f.after) = 0 or (x.number = f.number and list_contains(f.after, x.category)))
    group by f.school, f.protocol, f.ladder, f.stage, f.student_id, f.date, f.action_no
),
asked_first as (
    select school, protocol, ladder, stage, student_id, date, action_no, task, number
    from first_tasks
    where not restates and len(after) = 0
    union all
    select f.school, f.protocol, f.ladder, f.stage, f.student_id, f.date, f.action_no, f.task, f.number
    from first_tasks as f
    join in_place as p
        on p.school = f.school and p.protocol = f.protocol and p.ladder = f.ladder and p.stage = f.stage
        and p.student_id = f.student_id and p.date = f.date and p.action_no = f.action_no
    where f.restates or len(f.after) > 0
),
again as (
    -- One registration of the day may have been the first step's.
    select
        x.school, x.protocol, x.ladder, x.stage, x.student_id, x.date, a.action_no, a.task, a.per_registration,
        sum(x.times) as times,
        max(case when f.task is null then 0 else 1 end) as asked,
        max(case when f.task is null or x.number is not null then 0 else 1 end) as taken
    from int_recurrence as x
    join ref_action as a on a.protocol = x.protocol and a.ladder = x.ladder and a.stage = x.stage and a.recurring
    left join asked_first as f
        on f.school = x.school and f.protocol = x.protocol and f.ladder = x.ladder and f.student_id = x.student_id
        and f.date = x.date and f.task = a.task
    where (len(a.after) = 0 or list_contains(a.after, x.category))
        and coalesce(x.number <> f.number, true)
    group by
        x.school, x.protocol, x.ladder, x.stage, x.student_id, x.date, a.action_no, a.task, a.per_registration
),
once as (
    -- A talk, a call or a mail is asked once a day, by the highest of the stages that ask it.
    select
        n.*,
        row_number() over (
            partition by n.school, n.protocol, n.ladder, n.student_id, n.date, n.task, n.per_registration
            order by s.stage_order desc
        ) as place
    from again as n
    join ref_stage as s on s.protocol = n.protocol and s.ladder = n.ladder and s.stage = n.stage
),
asked as (
    select school, protocol, ladder, stage, student_id, date, action_no, cast(1 as bigint) as times, false as again
    from asked_first
    union all
    select school, protocol, ladder, stage, student_id, date, action_no,
        cast(case when per_registration then times - taken else 1 end as bigint), true
    from once
    where case when per_registration then times > taken else asked = 0 and place = 1 end
),
final as (
    select
        asked.school, asked.student_id, asked.protocol, asked.ladder, asked.stage, asked.action_no, a.role, asked.date,
        c.school_year, c.week_start, asked.times, asked.again, a.report
    from asked
    join ref_action as a
        on a.protocol = asked.protocol and a.ladder = asked.ladder and a.stage = asked.stage
        and a.action_no = asked.action_no
    join ref_calendar as c on c.school = asked.school and c.date = asked.date
    left join stg_placement as p
        on p.school = asked.school and p.student_id = asked.student_id
        and p.valid_from <= asked.date and p.valid_until > asked.date
    left join mart_student as b on b.school = asked.school and b.student_id = asked.student_id
    -- What is not known of a pupil excludes no action.
    where coalesce(p.leerjaar >= a.leerjaar_from, true)
        and coalesce(p.leerjaar <= a.leerjaar_until, true)
        and coalesce((asked.date >= b.adult_on) = a.adult, true)
)
select * from final

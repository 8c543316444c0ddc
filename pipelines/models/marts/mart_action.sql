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
recurring as materialized (
    select
        x.*, a.action_no, a.task, a.per_registration, a.handed_on, a.role, a.report, a.leerjaar_from, a.leerjaar_until,
        a.adult
    from int_recurrence as x
    join ref_action as a on a.protocol = x.protocol and a.ladder = x.ladder and a.stage = x.stage and a.recurring
    where len(a.after) = 0 or list_contains(a.after, x.category)
),
asked_first as materialized (
    -- What a stage asks in place of a recurring task, or by kind, is asked where a registration of that day asks it.
    select f.*, a.action_no, a.task, a.number, a.role, a.report, a.leerjaar_from, a.leerjaar_until, a.adult
    from first_steps as f
    join ref_action as a on a.protocol = f.protocol and a.ladder = f.ladder and a.stage = f.stage and a.first
    where (not a.restates and len(a.after) = 0)
        or exists (
            select 1
            from recurring as r
            where r.school = f.school
                and r.protocol = f.protocol
                and r.ladder = f.ladder
                and r.student_id = f.student_id
                and r.date = f.date
                and r.task = a.task
                and coalesce(r.number = a.number, true)
        )
),
again as (
    -- One registration of the day may have been the first step's. A talk, a call or a mail is asked once a day.
    select
        r.school, r.protocol, r.ladder, r.stage, r.student_id, r.date, r.action_no,
        case
            when r.per_registration
                then sum(r.times) - max(case when f.task is null or r.number is not null then 0 else 1 end)
            when max(f.task) is null and (max(r.latest) or not r.handed_on) then 1
            else 0
        end as times,
        r.role, r.report, r.leerjaar_from, r.leerjaar_until, r.adult
    from recurring as r
    left join asked_first as f
        on f.school = r.school and f.protocol = r.protocol and f.ladder = r.ladder and f.student_id = r.student_id
        and f.date = r.date and f.task = r.task
    where not r.per_registration or coalesce(r.number <> f.number, true)
    group by
        r.school, r.protocol, r.ladder, r.stage, r.student_id, r.date, r.action_no, r.per_registration, r.handed_on,
        r.role, r.report, r.leerjaar_from, r.leerjaar_until, r.adult
),
asked as (
    select school, protocol, ladder, stage, student_id, date, action_no, cast(1 as bigint) as times, false as again,
        role, report, leerjaar_from, leerjaar_until, adult
    from asked_first
    union all
    select school, protocol, ladder, stage, student_id, date, action_no, cast(times as bigint), true,
        role, report, leerjaar_from, leerjaar_until, adult
    from again
    where times > 0
),
final as (
    select
        asked.school, asked.student_id, asked.protocol, asked.ladder, asked.stage, asked.action_no, asked.role,
        asked.date, c.school_year, c.week_start, asked.times, asked.again, asked.report
    from asked
    join ref_calendar as c on c.school = asked.school and c.date = asked.date
    left join stg_placement as p
        on p.school = asked.school and p.student_id = asked.student_id
        and p.valid_from <= asked.date and p.valid_until > asked.date
    left join mart_student as b on b.school = asked.school and b.student_id = asked.student_id
    -- What is not known of a pupil excludes no action.
    where coalesce(p.leerjaar >= asked.leerjaar_from, true)
        and coalesce(p.leerjaar <= asked.leerjaar_until, true)
        and coalesce((asked.date >= b.adult_on) = asked.adult, true)
)
select * from final

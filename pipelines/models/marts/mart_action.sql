-- table: mart_action
-- row: one action that a stage asks for a pupil on one school day
-- grain: school, protocol, ladder, stage, student_id, date, action_no, again
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
        x.school, x.protocol, x.ladder, x.stage, x.student_id, x.date, x.times, x.latest, x.number,
        a.action_no, a.task, a.per_registration, a.handed_on
    from int_recurrence as x
    join ref_action as a on a.protocol = x.protocol and a.ladder = x.ladder and a.stage = x.stage and a.recurring
    where len(a.after) = 0 or list_contains(a.after, x.category)
),
of_first_steps as materialized (
    select f.*, a.action_no, a.task, a.number, a.restates or len(a.after) > 0 as in_place
    from first_steps as f
    join ref_action as a on a.protocol = f.protocol and a.ladder = f.ladder and a.stage = f.stage and a.first
),
asked_first as materialized (
    select school, protocol, ladder, stage, student_id, date, action_no, task, number
    from of_first_steps
    where not in_place
    union all
    -- What a stage asks in place of a recurring task, or by kind, is asked where a registration of that day asks it.
    select f.school, f.protocol, f.ladder, f.stage, f.student_id, f.date, f.action_no, f.task, f.number
    from of_first_steps as f
    where f.in_place and exists (
        select 1
        from recurring as r
        where r.school = f.school
            and r.protocol = f.protocol
            and r.ladder = f.ladder
            and r.student_id = f.student_id
            and r.date = f.date
            and r.task = f.task
            and coalesce(r.number = f.number, true)
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
        end as times
    from recurring as r
    left join asked_first as f
        on f.school = r.school and f.protocol = r.protocol and f.ladder = r.ladder and f.student_id = r.student_id
        and f.date = r.date and f.task = r.task
    where not r.per_registration or coalesce(r.number <> f.number, true)
    group by
        r.school, r.protocol, r.ladder, r.stage, r.student_id, r.date, r.action_no, r.per_registration, r.handed_on
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
    select asked.*, a.role, a.report, a.leerjaar_from, a.leerjaar_until, a.adult,
        coalesce(a.leerjaar_from, a.leerjaar_until) is null and a.adult is null as by_anyone
    from asked
    join ref_action as a
        on a.protocol = asked.protocol and a.ladder = asked.ladder and a.stage = asked.stage
        and a.action_no = asked.action_no
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
    left join stg_placement as p
        on p.school = owed.school and p.student_id = owed.student_id
        and p.valid_from <= owed.date and p.valid_until > owed.date
    left join mart_student as b on b.school = owed.school and b.student_id = owed.student_id
    where not owed.by_anyone
        and coalesce(p.leerjaar >= owed.leerjaar_from, true)
        and coalesce(p.leerjaar <= owed.leerjaar_until, true)
        and coalesce((owed.date >= b.adult_on) = owed.adult, true)
),
final as (
    select
        allowed.school, allowed.student_id, allowed.protocol, allowed.ladder, allowed.stage, allowed.action_no,
        allowed.role, allowed.date, c.school_year, c.week_start, allowed.times, allowed.again, allowed.report
    from allowed
    join ref_calendar as c on c.school = allowed.school and c.date = allowed.date
)
select * from final

-- table: mart_recurrence
-- row: one day on which a recurring stage asks for its action again, without the pupil changing stage
-- source: int_counter_day beyond the number of the stage, up to the next recurring stage of the ladder
-- column: school | VARCHAR | school id
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: value | DOUBLE | value of the counter on that day
-- column: times | BIGINT | how many times the action is due that day
with recurring as (
    select
        s.protocol,
        s.ladder,
        s.stage,
        s.repeat_every,
        c.counter,
        c.number,
        least(
            coalesce(s.repeat_until, 1000000),
            coalesce(lead(c.number) over (partition by s.protocol, s.ladder, c.counter order by c.number) - 1, 1000000)
        ) as last_number
    from ref_stage as s
    join ref_condition as c
        on c.protocol = s.protocol
        and c.ladder = s.ladder
        and c.stage = s.stage
        and c.condition_no = 1
        and c.group_no = 1
    where s.repeat_every is not null
),
due as (
    -- Of the registrations numbered (value - added, value] those count that lie a whole number of steps past the stage.
    select
        v.school,
        r.protocol,
        r.ladder,
        r.stage,
        v.student_id,
        v.date,
        v.value,
        cast(
            floor((least(v.value, r.last_number) - r.number) / r.repeat_every)
            - floor((greatest(v.value - v.added, r.number) - r.number) / r.repeat_every)
            as bigint
        ) as times
    from int_counter_day as v
    join recurring as r on r.counter = v.counter
    where v.added > 0 and v.value > r.number and v.value - v.added < r.last_number
),
final as (
    select due.*
    from due
    join mart_stage_reached as reached
        on reached.school = due.school
        and reached.protocol = due.protocol
        and reached.ladder = due.ladder
        and reached.stage = due.stage
        and reached.student_id = due.student_id
        and reached.reached_on <= due.date
        and reached.reached_until >= due.date
    where due.times > 0
)
select * from final

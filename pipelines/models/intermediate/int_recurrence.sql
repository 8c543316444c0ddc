-- table: int_recurrence
-- row: what one school day of a pupil adds to a stage that acts again, the registration by which it was reached included
-- grain: school, protocol, ladder, stage, student_id, date, number, category
-- source: int_counter_day within the numbers that are the stage's own (ref_recurrence), while the stage is reached
-- column: school | VARCHAR | school id
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day; of a stage that goes by the week its first day in that week
-- column: value | DOUBLE | value of the counter on that day
-- column: times | BIGINT | registrations of the stage on that day
-- column: latest | BOOLEAN | the last registration of the day is the stage's, and not that of one which takes over
-- column: number | DOUBLE | number of the one registration of the row, where tasks go by its category; else null
-- column: category | VARCHAR | category of that registration
-- check: a row without registrations | select * from int_recurrence where times < 1
with days as materialized (
    select r.*, n.window_kind, v.school, v.student_id, v.date, v.value, v.added
    from int_counter_day as v
    join ref_recurrence as r on r.counter = v.counter
    join ref_counter as n on n.counter = v.counter
),
counted as (
    select *, value - added as before
    from days
    where every is not null and window_kind <> 'dag' and added > 0
    union all
    -- A length goes up by the day, and begins anew with every spell.
    select *, case when lag(value) over spells < value then lag(value) over spells else 0 end
    from days
    where every is not null and window_kind = 'dag'
    window spells as (partition by protocol, ladder, stage, school, student_id order by date)
),
own as materialized (
    -- Of the registrations numbered (before, value] those that lie a whole number of steps past the first.
    select
        *,
        cast(
            floor((least(value, coalesce(last_number, value)) - coalesce(first_number, before + 1)) / every)
            - greatest(floor((before - coalesce(first_number, before + 1)) / every), -1)
            as bigint
        ) as times
    from counted
    where value >= coalesce(first_number, value) and before < coalesce(last_number, value)
),
registrations as (
    -- One by one, where the kind of a registration says which task it asks.
    select own.*, x.category, own.before + x.number_in_day as number
    from own
    join int_registration_number as x
        on x.counter = own.counter and x.school = own.school and x.student_id = own.student_id and x.date = own.date
    where own.by_kind
),
numbered as (
    select protocol, ladder, stage, until_stage, school, student_id, date, value, times,
        value <= coalesce(last_number, value) as latest, cast(null as double) as number, cast(null as varchar) as category
    from own
    where not by_kind and times > 0
    union all
    select protocol, ladder, stage, until_stage, school, student_id, date, value, 1,
        value <= coalesce(last_number, value), cast(number as double), category
    from registrations
    where number >= coalesce(first_number, number)
        and number <= coalesce(last_number, number)
        and mod(number - coalesce(first_number, number), every) = 0
),
absent as (
    select
        days.protocol, days.ladder, days.stage, days.school, days.student_id, c.week_rank,
        min(days.date) as date,
        arg_min(days.value, days.date) as value
    from days
    join ref_calendar as c on c.school = days.school and c.date = days.date
    where days.by_week and days.added > 0
    group by days.protocol, days.ladder, days.stage, days.school, days.student_id, c.week_rank
),
weeks as (
    select
        a.protocol, a.ladder, a.stage, a.school, a.student_id, a.week_rank, a.date, a.value,
        a.week_rank - c.week_rank - row_number() over (
            partition by a.protocol, a.ladder, a.stage, a.school, a.student_id, s.reached_on order by a.week_rank
        ) as left_out
    from absent as a
    join mart_stage_reached as s
        on s.school = a.school and s.protocol = a.protocol and s.ladder = a.ladder and s.stage = a.stage
        and s.student_id = a.student_id and s.reached_on < a.date and s.reached_until >= a.date
    join ref_calendar as c on c.school = s.school and c.date = s.reached_on and c.week_rank < a.week_rank
),
reported as (
    select n.school, n.student_id, c.week_rank
    from int_norm_report as n
    join ref_calendar as c on c.school = n.school and c.date = n.end_date
),
final as (
    select n.school, n.protocol, n.ladder, n.stage, n.student_id, n.date, n.value, n.times, n.latest,
        n.number, n.category
    from numbered as n
    join mart_stage_reached as s
        on s.school = n.school and s.protocol = n.protocol and s.ladder = n.ladder and s.stage = n.stage
        and s.student_id = n.student_id and s.reached_on <= n.date and s.reached_until >= n.date
    left join mart_stage_reached as later
        on later.school = n.school and later.protocol = n.protocol and later.ladder = n.ladder
        and later.stage = n.until_stage and later.student_id = n.student_id
        and later.reached_on <= n.date and later.reached_until >= n.date
    where later.stage is null
    union all
    select w.school, w.protocol, w.ladder, w.stage, w.student_id, w.date, w.value, 1, true, null, null
    from weeks as w
    left join reported as r on r.school = w.school and r.student_id = w.student_id and r.week_rank = w.week_rank
    where w.left_out = 0 and r.school is null
)
select * from final

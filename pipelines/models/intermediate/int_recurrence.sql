-- table: int_recurrence
-- row: what one school day of a pupil adds to a stage that acts again, the registration by which it was reached included
-- grain: school, protocol, ladder, stage, student_id, date, number, category
-- source: int_counter_day within the numbers that are the stage's own (ref_recurrence), while the stage is reached
-- part: date
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
    select
        repetition.*, of_counter.window_kind, counter_day.school, counter_day.student_id, counter_day.date,
        counter_day.value, counter_day.added
    from int_counter_day as counter_day
    join ref_recurrence as repetition on repetition.counter = counter_day.counter
    join ref_counter as of_counter on of_counter.counter = counter_day.counter
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
    select own.*, registration_number.category, own.before + registration_number.number_in_day as number
    from own
    join int_registration_number as registration_number
        on registration_number.counter = own.counter and registration_number.school = own.school
        and registration_number.student_id = own.student_id and registration_number.date = own.date
    where own.by_kind
),
numbered as (
    select protocol, ladder, stage, until_stage, school, student_id, date, value, times,
        value <= coalesce(last_number, value) as latest, cast(null as double) as number,
        cast(null as varchar) as category
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
        days.protocol, days.ladder, days.stage, days.school, days.student_id, calendar.week_rank,
        min(days.date) as date,
        arg_min(days.value, days.date) as value
    from days
    join ref_calendar as calendar on calendar.school = days.school and calendar.date = days.date
    where days.by_week and days.added > 0
    group by days.protocol, days.ladder, days.stage, days.school, days.student_id, calendar.week_rank
),
weeks as (
    select
        absent.protocol, absent.ladder, absent.stage, absent.school, absent.student_id, absent.week_rank, absent.date,
        absent.value,
        absent.week_rank - first_day.week_rank - row_number() over (
            partition by
                absent.protocol, absent.ladder, absent.stage, absent.school, absent.student_id, stretch.reached_on
            order by absent.week_rank
        ) as left_out
    from absent
    join mart_stage_reached as stretch
        on stretch.school = absent.school and stretch.protocol = absent.protocol and stretch.ladder = absent.ladder
        and stretch.stage = absent.stage and stretch.student_id = absent.student_id and stretch.reached_on < absent.date
        and stretch.reached_until >= absent.date
    join ref_calendar as first_day
        on first_day.school = stretch.school and first_day.date = stretch.reached_on
        and first_day.week_rank < absent.week_rank
),
reported as (
    select norm_report.school, norm_report.student_id, last_day.week_rank
    from int_norm_report as norm_report
    join ref_calendar as last_day on last_day.school = norm_report.school and last_day.date = norm_report.end_date
),
final as (
    select
        numbered.school, numbered.protocol, numbered.ladder, numbered.stage, numbered.student_id, numbered.date,
        numbered.value, numbered.times, numbered.latest, numbered.number, numbered.category
    from numbered
    join mart_stage_reached as stretch
        on stretch.school = numbered.school and stretch.protocol = numbered.protocol
        and stretch.ladder = numbered.ladder and stretch.stage = numbered.stage
        and stretch.student_id = numbered.student_id and stretch.reached_on <= numbered.date
        and stretch.reached_until >= numbered.date
    left join mart_stage_reached as later
        on later.school = numbered.school and later.protocol = numbered.protocol and later.ladder = numbered.ladder
        and later.stage = numbered.until_stage and later.student_id = numbered.student_id
        and later.reached_on <= numbered.date and later.reached_until >= numbered.date
    where later.stage is null
    union all
    select
        weeks.school, weeks.protocol, weeks.ladder, weeks.stage, weeks.student_id, weeks.date, weeks.value, 1, true,
        null, null
    from weeks
    left join reported
        on reported.school = weeks.school and reported.student_id = weeks.student_id
        and reported.week_rank = weeks.week_rank
    where weeks.left_out = 0 and reported.school is null
)
select * from final

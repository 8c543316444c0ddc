-- table: int_counter_day
-- row: the value of a counter for a pupil on a day on which it, or a counter judged together with it, changes, or the pupil moves
-- grain: counter, school, student_id, date
-- source: int_contribution; a moving window holds the last n school weeks of the school year up to and including the day
-- part: date | case when counter in (select counter from ref_counter where window_kind = 'dag' union all select counter from ref_recurrence where by_week) then date '2999-01-01' else date end
-- column: counter | VARCHAR | counter id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: value | DOUBLE | value of the counter, in its own unit
-- column: added | DOUBLE | what this day itself adds
with companions as (
    select mine.counter, other.counter as companion
    from ref_condition as mine
    join ref_condition as other
        on other.protocol = mine.protocol
        and other.ladder = mine.ladder
        and other.stage = mine.stage
        and other.group_no = mine.group_no
        and other.counter <> mine.counter
    group by mine.counter, other.counter
),
moves as (
    -- Who comes into another leerjaar may stand under other conditions from the first school day there.
    select placement.school, placement.student_id, min(calendar.date) as date, min(calendar.school_year) as school_year
    from stg_placement as placement
    join ref_data_range as imported on imported.school = placement.school
    join ref_calendar as calendar
        on calendar.school = placement.school and calendar.is_school_day
        and calendar.date >= placement.valid_from and calendar.date < placement.valid_until
        and calendar.date > imported.first_date and calendar.date <= imported.last_date
    group by placement.school, placement.student_id, placement.valid_from
),
limited as (
    select condition.counter
    from ref_condition as condition
    join ref_stage_group as stage_group
        on stage_group.protocol = condition.protocol
        and stage_group.ladder = condition.ladder
        and stage_group.stage = condition.stage
        and stage_group.group_no = condition.group_no
    where len(stage_group.leerjaren) > 0 or len(stage_group.leerjaren_except) > 0
    group by condition.counter
),
changes as (
    select counter, school, student_id, date, amount from int_contribution
    union all
    -- What no longer counts is taken from the window in which it counted, not from a later one.
    select
        contribution.counter, contribution.school, contribution.student_id, contribution.expires_on,
        -contribution.amount
    from int_contribution as contribution
    left join ref_window as span
        on span.school = contribution.school and span.date = contribution.expires_on
        and span.window_kind = contribution.window_kind
    where contribution.expires_on is not null and (span.window_key is null or span.window_key = contribution.window_key)
    union all
    select contribution.counter, contribution.school, contribution.student_id, moves.date, 0
    from int_contribution as contribution
    join limited on limited.counter = contribution.counter
    join moves
        on moves.school = contribution.school and moves.student_id = contribution.student_id
        and moves.date > contribution.date
    -- No counter looks back over the summer.
    join ref_calendar as itself
        on itself.school = contribution.school and itself.date = contribution.date
        and itself.school_year = moves.school_year
    union all
    select companions.counter, contribution.school, contribution.student_id, contribution.date, 0
    from int_contribution as contribution
    join companions on companions.companion = contribution.counter
),
added as (
    select counter, school, student_id, date, sum(amount) as added
    from changes
    group by counter, school, student_id, date
),
days as (
    select
        added.*,
        calendar.t,
        of_counter.window_kind,
        of_counter.window_weeks,
        span.window_key
    from added
    join ref_counter as of_counter on of_counter.counter = added.counter
    join ref_calendar as calendar on calendar.school = added.school and calendar.date = added.date
    left join ref_window as span
        on span.school = added.school
        and span.date = added.date
        and span.window_kind = of_counter.window_kind
),
final as (
    select
        counter,
        school,
        student_id,
        date,
        -- Three fifteenths of the lessons are 20 percent, also when their sum ends a hair above.
        cast(round(sum(added) over (
            partition by counter, school, student_id, window_key order by date rows unbounded preceding
        ), 6) as double) as value,
        cast(added as double) as added
    from days
    where window_kind not in ('lesweken', 'dag')
    union all
    select counter, school, student_id, date, cast(added as double), cast(added as double)
    from days
    where window_kind = 'dag'
    union all
    select
        days.counter,
        days.school,
        days.student_id,
        days.date,
        cast(round(sum(contribution.amount), 6) as double),
        cast(days.added as double)
    from days
    join int_contribution as contribution
        on contribution.counter = days.counter
        and contribution.school = days.school
        and contribution.student_id = days.student_id
        and contribution.window_key = days.window_key
        and contribution.t > days.t - 7 * days.window_weeks
        and contribution.t <= days.t
        and (contribution.expires_on is null or contribution.expires_on > days.date)
    where days.window_kind = 'lesweken'
    group by days.counter, days.school, days.student_id, days.date, days.added
)
select * from final

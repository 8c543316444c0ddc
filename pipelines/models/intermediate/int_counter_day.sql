-- table: int_counter_day
-- row: the value of a counter for a pupil on a day on which it, or a counter judged together with it, changes, or the pupil moves
-- grain: counter, school, student_id, date
-- source: int_contribution; a moving window holds the last n school weeks of the school year up to and including the day
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
    select stg_placement.school, stg_placement.student_id, min(ref_calendar.date) as date
    from stg_placement
    join ref_data_range on ref_data_range.school = stg_placement.school
    join ref_calendar
        on ref_calendar.school = stg_placement.school and ref_calendar.is_school_day
        and ref_calendar.date >= stg_placement.valid_from and ref_calendar.date < stg_placement.valid_until
        and ref_calendar.date > ref_data_range.first_date and ref_calendar.date <= ref_data_range.last_date
    group by stg_placement.school, stg_placement.student_id, stg_placement.valid_from
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
    select c.counter, c.school, c.student_id, c.expires_on, -c.amount
    from int_contribution as c
    left join ref_window as w
        on w.school = c.school and w.date = c.expires_on and w.window_kind = c.window_kind
    where c.expires_on is not null and (w.window_key is null or w.window_key = c.window_key)
    union all
    select c.counter, c.school, c.student_id, moves.date, 0
    from int_contribution as c
    join limited on limited.counter = c.counter
    join moves on moves.school = c.school and moves.student_id = c.student_id and moves.date > c.date
    union all
    select companions.counter, c.school, c.student_id, c.date, 0
    from int_contribution as c
    join companions on companions.companion = c.counter
),
added as (
    select counter, school, student_id, date, sum(amount) as added
    from changes
    group by counter, school, student_id, date
),
days as (
    select
        added.*,
        ref_calendar.t,
        ref_counter.window_kind,
        ref_counter.window_weeks,
        ref_window.window_key
    from added
    join ref_counter on ref_counter.counter = added.counter
    join ref_calendar on ref_calendar.school = added.school and ref_calendar.date = added.date
    left join ref_window
        on ref_window.school = added.school
        and ref_window.date = added.date
        and ref_window.window_kind = ref_counter.window_kind
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
        cast(round(sum(c.amount), 6) as double),
        cast(days.added as double)
    from days
    join int_contribution as c
        on c.counter = days.counter
        and c.school = days.school
        and c.student_id = days.student_id
        and c.window_key = days.window_key
        and c.t > days.t - 7 * days.window_weeks
        and c.t <= days.t
        and (c.expires_on is null or c.expires_on > days.date)
    where days.window_kind = 'lesweken'
    group by days.counter, days.school, days.student_id, days.date, days.added
)
select * from final

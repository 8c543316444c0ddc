-- table: int_counter_day
-- row: the value of a counter for a pupil on a day on which it, or a counter judged together with it, changes, or the pupil moves
-- grain: counter, school, student_id, date
-- source: int_contribution; a moving window holds the last n school weeks or months of the school year up to and including the
-- day, and where each subject is counted by itself the highest one counts
-- part: date | case when counter in (select counter from ref_counter where window_kind = 'dag' union all select counter from ref_recurrence where by_week) then date '2999-01-01' else date end
-- column: counter | VARCHAR | counter id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: value | DOUBLE | value of the counter, in its own unit; null for a share of a moving window without lessons
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
limited as (
    select condition.counter
    from ref_condition as condition
    join ref_stage_group as stage_group
        on stage_group.protocol = condition.protocol and stage_group.ladder = condition.ladder
        and stage_group.stage = condition.stage and stage_group.group_no = condition.group_no
    where stage_group.of_some
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
    join int_move as moves
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
        calendar.t, of_counter.window_kind, of_counter.window_number, of_counter.by_subject, span.window_key
    from added
    join ref_counter as of_counter on of_counter.counter = added.counter
    join ref_calendar as calendar on calendar.school = added.school and calendar.date = added.date
    left join ref_window as span
        on span.school = added.school
        and span.date = added.date
        and span.window_kind = of_counter.window_kind
),
by_part as (
    -- A share is of the lessons of its own window, of which a fixed one is known beforehand.
    select
        days.counter, days.school, days.student_id, days.date, days.by_subject, days.added,
        sum(contribution.amount)
        / case when count(scheduled.date) = 0 then 1 else max(scheduled.hours) end as value,
        sum(case when contribution.date < days.date then contribution.amount else 0 end)
        / case when count(scheduled.date) = 0 then 1 else max(scheduled.hours) end as before
    from days
    join int_contribution as contribution
        on contribution.counter = days.counter
        and contribution.school = days.school
        and contribution.student_id = days.student_id
        and contribution.window_key = days.window_key
        and (days.window_kind <> 'lesweken' or contribution.t > days.t - 7 * days.window_number)
        and (days.window_kind <> 'maanden' or contribution.date > days.date - to_months(days.window_number))
        and contribution.date <= days.date
        and (contribution.expires_on is null or contribution.expires_on > days.date)
    left join int_scheduled_window as scheduled
        on scheduled.counter = days.counter and scheduled.school = days.school
        and scheduled.student_id = days.student_id and scheduled.date = days.date
        and scheduled.subject is not distinct from contribution.subject
    where days.window_kind in ('lesweken', 'maanden') or days.by_subject
    group by
        days.counter, days.school, days.student_id, days.date, days.by_subject, days.added, contribution.subject
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
    where window_kind not in ('lesweken', 'maanden', 'dag') and not by_subject
    union all
    select counter, school, student_id, date, cast(added as double), cast(added as double)
    from days
    where window_kind = 'dag'
    union all
    select
        counter, school, student_id, date, cast(round(max(value), 6) as double),
        cast(case when by_subject then max(value) - max(before) else added end as double)
    from by_part
    group by counter, school, student_id, date, by_subject, added
)
select * from final

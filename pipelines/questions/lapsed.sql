-- question: lapsed
-- row: one pupil and ladder whose stage lapsed in the last school weeks and who now is lower, or nowhere
-- about: pupils
-- grain: school, student_id, ladder
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: mentor | VARCHAR | mentor code on the day
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: ladder_name | VARCHAR | name of the ladder
-- column: stage | VARCHAR | stage that lapsed
-- column: reached_on | DATE | day on which it was reached
-- column: since | DATE | first school day without it
-- column: now_stage | VARCHAR | stage at which the pupil is now; null for none
-- column: lasts | VARCHAR | what ended: periode or kwartaal; null for the window of the norm that emptied
-- column: label | VARCHAR | name of what was counted
-- column: ended_key | VARCHAR | the period that ended
-- column: now_key | VARCHAR | the period that runs
-- column: value_now | DOUBLE | the same counter in the running period, in its unit; null when nothing was registered
with
-- with: today
-- with: current_stage
school_days as (
    select school, school_day_rank as place, date, school_year from ref_calendar where is_school_day
),
ended as (
    -- The first school day without the stage lies in the weeks looked back over, and in the same school year: that
    -- every ladder starts anew in August is no news about a pupil.
    select
        stretch.*, school_days.date as since,
        row_number() over (
            partition by stretch.school, stretch.student_id, stretch.ladder
            order by stretch.level desc, stretch.reached_until desc, stretch.stage_order desc
        ) as place
    from mart_stage_reached as stretch
    join ref_school as of_school on of_school.school = stretch.school and of_school.protocol = stretch.protocol
    join today on today.school = stretch.school
    join ref_calendar as last_day
        on last_day.school = stretch.school and last_day.date = stretch.reached_until
        and last_day.school_year = today.school_year
    join school_days
        on school_days.school = stretch.school and school_days.place = last_day.school_day_rank + 1
        and school_days.school_year = today.school_year
    where school_days.date >= today.first_date and school_days.date <= today.date
),
lapsed as (
    select ended.school, ended.protocol, ended.ladder, ended.stage, ended.level, ended.student_id, ended.reached_on,
        ended.reached_until, ended.since, current_stage.stage as now_stage, current_stage.level as now_level
    from ended
    left join current_stage
        on current_stage.school = ended.school and current_stage.student_id = ended.student_id
        and current_stage.ladder = ended.ladder and current_stage.place = 1
    where ended.place = 1 and (current_stage.student_id is null or current_stage.level < ended.level)
),
limits as (
    -- The group that ends before the school year does, and what it counts first.
    select stage_group.protocol, stage_group.ladder, stage_group.stage, min(stage_group.group_no) as group_no,
        min(stage_group.lasts) as lasts
    from ref_stage_group as stage_group
    where stage_group.lasts <> 'schooljaar'
    group by stage_group.protocol, stage_group.ladder, stage_group.stage
),
counters as (
    select limits.*, condition.counter, of_counter.label
    from limits
    join ref_condition as condition
        on condition.protocol = limits.protocol and condition.ladder = limits.ladder and condition.stage = limits.stage
        and condition.group_no = limits.group_no and condition.condition_no = 1
    join ref_counter as of_counter on of_counter.counter = condition.counter
),
asked as (
    select lapsed.school, lapsed.student_id, counters.protocol, counters.ladder, counters.stage, counters.counter,
        span.window_key
    from lapsed
    join counters
        on counters.protocol = lapsed.protocol and counters.ladder = lapsed.ladder and counters.stage = lapsed.stage
    join today on today.school = lapsed.school
    join ref_window as span
        on span.school = lapsed.school and span.date = today.date and span.window_kind = counters.lasts
),
counted as materialized (
    -- Materialized, or DuckDB sums up the whole table before it joins these few rows.
    select asked.school, asked.student_id, asked.protocol, asked.ladder, asked.stage, contribution.subject, contribution.amount
    from int_contribution as contribution
    join asked
        on asked.counter = contribution.counter and asked.school = contribution.school
        and asked.student_id = contribution.student_id and asked.window_key = contribution.window_key
    where contribution.date <= $on
),
again as (
    select by_subject.school, by_subject.student_id, by_subject.protocol, by_subject.ladder, by_subject.stage,
        max(by_subject.value) as value
    from (
        select school, student_id, protocol, ladder, stage, subject, sum(amount) as value
        from counted
        group by school, student_id, protocol, ladder, stage, subject
    ) as by_subject
    group by by_subject.school, by_subject.student_id, by_subject.protocol, by_subject.ladder, by_subject.stage
)
select
    lapsed.school, lapsed.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.mentor, lapsed.protocol,
    lapsed.ladder, of_ladder.name as ladder_name, lapsed.stage, lapsed.reached_on, lapsed.since, lapsed.now_stage,
    counters.lasts, counters.label, span.window_key as ended_key,
    asked.window_key as now_key, cast(again.value as double) as value_now
from lapsed
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = lapsed.school and pupil.student_id = lapsed.student_id
join ref_ladder as of_ladder on of_ladder.protocol = lapsed.protocol and of_ladder.ladder = lapsed.ladder
left join counters
    on counters.protocol = lapsed.protocol and counters.ladder = lapsed.ladder and counters.stage = lapsed.stage
left join ref_window as span
    on span.school = lapsed.school and span.date = lapsed.reached_until and span.window_kind = counters.lasts
left join asked
    on asked.school = lapsed.school and asked.student_id = lapsed.student_id and asked.protocol = lapsed.protocol
    and asked.ladder = lapsed.ladder and asked.stage = lapsed.stage
left join again
    on again.school = lapsed.school and again.student_id = lapsed.student_id and again.protocol = lapsed.protocol
    and again.ladder = lapsed.ladder and again.stage = lapsed.stage
order by lapsed.since desc, pupil.sort_name, lapsed.student_id, of_ladder.ladder_order

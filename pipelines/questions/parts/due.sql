-- part: due
-- says: steps with the pupil: every current one where `$older`, else the recent ones; what recurs this week;
-- says: reports of the norm are steps too
-- with: today
-- with: current_stage
-- with: norm_events
events as (
    select
        current_stage.school, current_stage.protocol, current_stage.ladder, current_stage.stage, current_stage.level,
        current_stage.student_id, current_stage.reached_on as date, false as recurring,
        cast(1 as bigint) as times, cast(null as double) as value
    from current_stage
    join today on today.school = current_stage.school
    join ref_stage as rule
        on rule.protocol = current_stage.protocol and rule.ladder = current_stage.ladder
        and rule.stage = current_stage.stage
    -- A report stays to be made when the next one can be, so every one is an event of its own.
    where current_stage.place = 1 and rule.rule <> 'norm_report'
        and ($older or current_stage.reached_on >= today.first_date)
    union all
    select school, protocol, ladder, stage, level, student_id, date, false, 1, null from norm_events
    union all
    -- A recurring action is due again and again; only those of the present school week are news.
    select recurrence.school, recurrence.protocol, recurrence.ladder, recurrence.stage, rule.level,
        recurrence.student_id, recurrence.date, true, recurrence.times, recurrence.value
    from mart_recurrence as recurrence
    join ref_school as of_school on of_school.school = recurrence.school and of_school.protocol = recurrence.protocol
    join today
        on today.school = recurrence.school and recurrence.date >= today.week_start and recurrence.date <= today.date
    join ref_stage as rule
        on rule.protocol = recurrence.protocol and rule.ladder = recurrence.ladder and rule.stage = recurrence.stage
),
due as materialized (
    select
        events.*, pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar, pupil.afdeling, pupil.mentor,
        pupil.birth_date, calendar.school_day_rank, calendar.working_day_rank, calendar.t,
        calendar.week_start = today.week_start as is_new, today.school_day_rank as today_rank
    from events
    join visible_pupils($viewer, $selection, $on) as pupil
        on pupil.school = events.school and pupil.student_id = events.student_id
    join ref_calendar as calendar on calendar.school = events.school and calendar.date = events.date
    join today on today.school = events.school
),
first_due as materialized (
    -- Only days from here on matter: it keeps DuckDB from joining the rows of all years.
    select min(date) as date from due
)

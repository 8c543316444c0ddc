-- part: asked
-- says: what the protocol in force asked of pupils, from `$since`, else in the school year, up to the day: every action with
-- says: its deadline, and the steps that they belong to, as a whole and per role; needs `this_year`
-- with: deadline_days
asked as (
    select
        due_action.school, due_action.protocol, due_action.ladder, due_action.stage, due_action.student_id,
        due_action.date, due_action.again, due_action.role, action.followup, this_year.date as today,
        action.deadline_working_days as in_working_days, calendar.school_day_rank, calendar.working_day_rank,
        coalesce(action.deadline_school_days, of_school.default_term_days) as allowed
    from mart_action as due_action
    join ref_school as of_school on of_school.school = due_action.school and of_school.protocol = due_action.protocol
    join this_year on this_year.school = due_action.school
    join ref_action as action
        on action.protocol = due_action.protocol and action.ladder = due_action.ladder
        and action.stage = due_action.stage and action.action_no = due_action.action_no
    join ref_calendar as calendar on calendar.school = due_action.school and calendar.date = due_action.date
    where due_action.date <= $on
        and case when $since is null then due_action.school_year = this_year.school_year
            else due_action.date >= $since end
        and is_in_reach($viewer, due_action.school)
),
steps as (
    select school, protocol, ladder, stage, student_id, date, again, today
    from asked
    group by school, protocol, ladder, stage, student_id, date, again, today
),
terms_of as (
    select asked.*, case when asked.in_working_days then working_days.date else school_days.date end as deadline
    from asked
    left join school_days
        on school_days.school = asked.school and school_days.place = asked.school_day_rank + asked.allowed
    left join working_days
        on working_days.school = asked.school and working_days.place = asked.working_day_rank + asked.allowed
),
parts as (
    -- The step as a whole, and what it asks of each role.
    select
        school, protocol, ladder, stage, student_id, date, again, cast(null as varchar) as role,
        min(deadline) as deadline, count(*) = count(followup) as only_coming
    from terms_of
    group by school, protocol, ladder, stage, student_id, date, again
    union all
    select
        school, protocol, ladder, stage, student_id, date, again, role, min(deadline), count(*) = count(followup)
    from terms_of
    group by school, protocol, ladder, stage, student_id, date, again, role
)

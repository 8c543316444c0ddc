-- part: asked
-- says: what the protocol in force asked of pupils, from `$since`, else in the school year, up to the day: every task with
-- says: its deadline, without a report that is one of the norm, and the steps that they belong to; needs `this_year`
-- with: deadline_days
planned as materialized (
    select
        due_action.school, due_action.protocol, due_action.ladder, due_action.stage, due_action.student_id,
        due_action.date, due_action.again, due_action.action_no, due_action.role, due_action.report, due_action.times,
        this_year.date as today, of_school.default_term_days
    from mart_action as due_action
    join ref_school as of_school on of_school.school = due_action.school and of_school.protocol = due_action.protocol
    join this_year on this_year.school = due_action.school
    where due_action.date <= $on
        and case when $since is null then due_action.school_year = this_year.school_year
            else due_action.date >= $since end
        and is_in_reach($viewer, due_action.school)
),
due as (
    select school, protocol, ladder, stage, student_id, date, again as recurring
    from planned
    where report
    group by school, protocol, ladder, stage, student_id, date, again
),
-- with: norm_tasks
-- with: task_hours
asked as materialized (
    select planned.*, action.task_key, action.followup, task_hours.hours,
        case when action.deadline_working_days then working_days.date else school_days.date end as deadline
    from planned
    join ref_action as action
        on action.protocol = planned.protocol and action.ladder = planned.ladder and action.stage = planned.stage
        and action.action_no = planned.action_no
    join ref_calendar as calendar on calendar.school = planned.school and calendar.date = planned.date
    left join school_days
        on school_days.school = planned.school and school_days.place
            = calendar.school_day_rank + coalesce(action.deadline_school_days, planned.default_term_days)
    left join working_days
        on working_days.school = planned.school and working_days.place
            = calendar.working_day_rank + coalesce(action.deadline_school_days, planned.default_term_days)
    left join task_hours
        on task_hours.school = planned.school and task_hours.student_id = planned.student_id
        and task_hours.protocol = planned.protocol and task_hours.ladder = planned.ladder
        and task_hours.stage = planned.stage and task_hours.date = planned.date
        and task_hours.action_no = planned.action_no and task_hours.again = planned.again
    left join covered
        on covered.school = planned.school and covered.protocol = planned.protocol and covered.ladder = planned.ladder
        and covered.stage = planned.stage and covered.student_id = planned.student_id and covered.date = planned.date
        and planned.report and not planned.again
    where covered.school is null
),
steps as (
    select school, protocol, ladder, stage, student_id, date, again, today
    from asked
    group by school, protocol, ladder, stage, student_id, date, again, today
)

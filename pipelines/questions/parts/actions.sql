-- part: actions
-- says: what a step of `due` asks: every action with its own deadline, without those that this registration or this day
-- says: does not ask, and the follow-ups since
-- with: deadline_days
-- with: norm_tasks
planned as materialized (
    select due_action.school, due_action.student_id, due_action.protocol, due_action.ladder, due_action.stage,
        due_action.date, due_action.action_no, due_action.again, due_action.role, due_action.times
    from mart_action as due_action
    join (select distinct school, student_id, protocol, ladder, stage, date, recurring from due) as due
        on due.school = due_action.school and due.student_id = due_action.student_id
        and due.protocol = due_action.protocol and due.ladder = due_action.ladder and due.stage = due_action.stage
        and due.date = due_action.date and due.recurring = due_action.again
    where due_action.date >= (select date from first_due)
),
-- with: task_hours
terms_of as (
    select
        due.school, due.protocol, due.ladder, due.stage, due.student_id, due.date, due.recurring, due.today_rank,
        due.school_day_rank, due.working_day_rank, action.action_no, action.task_key,
        action.report, task_hours.hours, coalesce(reporters.role, action.role) as role,
        coalesce(reporters.own_what, action.what) as what,
        action.leerjaar_from, action.leerjaar_until, action.adult, action.followup,
        action.deadline_text, action.deadline_working_days as in_working_days,
        action.deadline_school_days is null as is_default,
        coalesce(action.deadline_school_days, of_school.default_term_days) as allowed,
        coalesce(planned.times, 1) as times
    from due
    join ref_school as of_school on of_school.school = due.school
    join ref_action as action
        on action.protocol = due.protocol and action.ladder = due.ladder and action.stage = due.stage
    left join planned
        on planned.school = due.school and planned.student_id = due.student_id and planned.protocol = due.protocol
        and planned.ladder = due.ladder and planned.stage = due.stage and planned.date = due.date
        and planned.action_no = action.action_no and planned.again = due.recurring
    left join task_hours
        on task_hours.school = due.school and task_hours.student_id = due.student_id
        and task_hours.protocol = due.protocol and task_hours.ladder = due.ladder and task_hours.stage = due.stage
        and task_hours.date = due.date and task_hours.action_no = action.action_no
        and task_hours.again = due.recurring
    left join reporters
        on reporters.protocol = of_school.protocol and of_school.protocol <> due.protocol and action.report
    left join covered
        on covered.school = due.school and covered.protocol = due.protocol and covered.ladder = due.ladder
        and covered.stage = due.stage and covered.student_id = due.student_id and covered.date = due.date
        and not due.recurring and action.report
    where covered.school is null
        and (planned.role is not null
            or (action.first and not due.recurring and not action.restates and len(action.after) = 0))
),
actions as (
    select
        terms_of.school, terms_of.protocol, terms_of.ladder, terms_of.stage, terms_of.student_id, terms_of.date,
        terms_of.recurring,
        -- Sorted after: a sum with an order of its own costs DuckDB ten times as much.
        list_sort(list(struct_pack(
            action_no := terms_of.action_no, task_key := terms_of.task_key, report := terms_of.report,
            hours := terms_of.hours, in_working_days := terms_of.in_working_days,
            role := terms_of.role, what := terms_of.what, leerjaar_from := terms_of.leerjaar_from,
            leerjaar_until := terms_of.leerjaar_until, adult := terms_of.adult, followup := terms_of.followup,
            deadline_text := terms_of.deadline_text, is_default := terms_of.is_default, times := terms_of.times,
            deadline := case when terms_of.in_working_days then working_days.date else school_days.date end,
            days_left := cast(case
                when not terms_of.in_working_days
                    then terms_of.school_day_rank + terms_of.allowed - terms_of.today_rank
                -- A term of law passes at the end of its day, also in a holiday.
                when working_days.date < $on then least(working_days.school_day_rank - terms_of.today_rank, -1)
                else working_days.school_day_rank - terms_of.today_rank
            end as bigint)
        ))) as actions
    from terms_of
    left join school_days
        on school_days.school = terms_of.school and school_days.place = terms_of.school_day_rank + terms_of.allowed
    left join working_days
        on working_days.school = terms_of.school and working_days.place = terms_of.working_day_rank + terms_of.allowed
    group by terms_of.school, terms_of.protocol, terms_of.ladder, terms_of.stage, terms_of.student_id, terms_of.date,
        terms_of.recurring
),
followups as (
    select
        due.school, due.protocol, due.ladder, due.stage, due.student_id, due.date, due.recurring,
        min(case when followup.shown then followup.date end) as came_on,
        list(followup.date order by followup.date) filter (where not followup.shown) as missed_on
    from raw_followup as followup
    join due on due.school = followup.school and due.student_id = followup.student_id and followup.date >= due.date
    where followup.date <= $on
    group by due.school, due.protocol, due.ladder, due.stage, due.student_id, due.date, due.recurring
),
excused as (
    -- Who was away with a valid reason that day, ill or otherwise, did not stay away from an appointment.
    select
        due.school, due.protocol, due.ladder, due.stage, due.student_id, due.date, due.recurring,
        list(distinct registration.date order by registration.date) as excused_on
    from due
    join stg_registration as registration
        on registration.school = due.school and registration.student_id = due.student_id
        and registration.date >= due.date
    join ref_category as of_category
        on of_category.category = registration.category and of_category.absent and of_category.authorised
    where registration.date >= (select date from first_due) and registration.date <= $on
    group by due.school, due.protocol, due.ladder, due.stage, due.student_id, due.date, due.recurring
)

-- question: appointments
-- row: one task of the protocol in force that is an appointment of a pupil, asked in the last school days
-- about: pupils | each apart
-- grain: school, student_id, ladder, stage, task, asked_on
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: task | VARCHAR | name of the task
-- column: task_key | VARCHAR | the rule and text of the task, by which a mark names it
-- column: role | VARCHAR | who plans or receives
-- column: kind | VARCHAR | kind of appointment
-- column: kind_label | VARCHAR | kind of appointment in Dutch
-- column: what | VARCHAR | what the protocol asks
-- column: deadline_text | VARCHAR | time and place in the words of the protocol, when it names them
-- column: times | BIGINT | how many times it was asked that day
-- column: hours | BIGINT | lesson hours to make up, when the task says so
-- column: asked_on | DATE | day on which it was asked
-- column: appointment_on | DATE | day on which to come; null when the protocol names none
-- column: came_on | DATE | first follow-up of this kind since then to which a file says that the pupil came
-- column: missed_on | DATE[] | follow-ups of this kind since then to which a file says not, before that
-- column: excused_on | DATE[] | days since then on which the pupil was away with a valid reason
with
-- with: deadline_days
asked as materialized (
    select
        due_action.school, due_action.student_id, due_action.protocol, due_action.ladder, due_action.stage,
        due_action.action_no, due_action.date as asked_on, calendar.school_day_rank,
        cast(sum(due_action.times) as bigint) as times
    from mart_action as due_action
    join ref_school as of_school on of_school.school = due_action.school and of_school.protocol = due_action.protocol
    join this_year($on) as this_year
        on this_year.school = due_action.school and this_year.school_year = due_action.school_year
    join ref_calendar as calendar on calendar.school = due_action.school and calendar.date = due_action.date
    join ref_calendar as last_day on last_day.school = due_action.school and last_day.date = this_year.date
    where due_action.date <= $on
        and calendar.school_day_rank > last_day.school_day_rank - (
            select value from ref_setting where name = 'appointment_school_days'
        )
    group by
        due_action.school, due_action.student_id, due_action.protocol, due_action.ladder, due_action.stage,
        due_action.action_no, due_action.date, calendar.school_day_rank
),
tasks as (
    select asked.*, action.task, action.task_key, action.role, action.followup as kind, action.what, action.deadline_text,
        action.weekdays, asked.times * action.hours as hours,
        case when not action.planned and len(action.weekdays) = 0 then action.deadline_school_days end as days
    from asked
    join ref_action as action
        on action.protocol = asked.protocol and action.ladder = asked.ladder and action.stage = asked.stage
        and action.action_no = asked.action_no
    where action.followup is not null
),
weekly as (
    -- The first such day after the one on which it was asked.
    select tasks.school, tasks.weekdays, tasks.asked_on, min(calendar.date) as date
    from (select distinct school, weekdays, asked_on from tasks where len(weekdays) > 0) as tasks
    join ref_calendar as calendar
        on calendar.school = tasks.school and calendar.is_school_day and calendar.date > tasks.asked_on
        and list_contains(tasks.weekdays, calendar.iso_weekday)
    group by tasks.school, tasks.weekdays, tasks.asked_on
),
measures as (
    select followup.measure, arg_min(named.kind, named.word_order) as kind
    from (select distinct measure from raw_followup where measure is not null) as followup
    join ref_appointment_word as named on contains(lower(followup.measure), named.word)
    group by followup.measure
),
files as (
    select
        tasks.school, tasks.student_id, tasks.kind, tasks.asked_on,
        min(case when followup.shown then followup.date end) as came_on,
        list(distinct followup.date) filter (where not followup.shown) as missed_on
    from (select distinct school, student_id, kind, asked_on from tasks) as tasks
    join raw_followup as followup
        on followup.school = tasks.school and followup.student_id = tasks.student_id
        and followup.date >= tasks.asked_on and followup.date <= $until
    join measures on measures.measure = followup.measure and measures.kind = tasks.kind
    group by tasks.school, tasks.student_id, tasks.kind, tasks.asked_on
),
excused as (
    -- Who was away with a valid reason that day, ill or otherwise, did not stay away from an appointment.
    select tasks.school, tasks.student_id, tasks.asked_on,
        list(distinct registration.date order by registration.date) as excused_on
    from (select distinct school, student_id, asked_on from tasks) as tasks
    join stg_registration as registration
        on registration.school = tasks.school and registration.student_id = tasks.student_id
        and registration.date >= tasks.asked_on and registration.date <= $until
    join ref_category as of_category
        on of_category.category = registration.category and of_category.absent and of_category.authorised
    group by tasks.school, tasks.student_id, tasks.asked_on
)
select
    tasks.school, tasks.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.afdeling, tasks.protocol,
    tasks.ladder, tasks.stage, tasks.task, tasks.task_key, tasks.role, tasks.kind, of_kind.label as kind_label, tasks.what, tasks.deadline_text, tasks.times,
    tasks.hours, tasks.asked_on, coalesce(weekly.date, school_days.date) as appointment_on, files.came_on,
    list_sort(list_filter(files.missed_on, lambda day: files.came_on is null or day < files.came_on)) as missed_on,
    excused.excused_on
from tasks
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = tasks.school and pupil.student_id = tasks.student_id
join ref_appointment as of_kind on of_kind.kind = tasks.kind
left join weekly
    on weekly.school = tasks.school and weekly.asked_on = tasks.asked_on and weekly.weekdays = tasks.weekdays
left join school_days on school_days.school = tasks.school and school_days.place = tasks.school_day_rank + tasks.days
left join files
    on files.school = tasks.school and files.student_id = tasks.student_id and files.kind = tasks.kind
    and files.asked_on = tasks.asked_on
left join excused
    on excused.school = tasks.school and excused.student_id = tasks.student_id and excused.asked_on = tasks.asked_on
order by pupil.sort_name, tasks.student_id, tasks.asked_on, tasks.ladder, tasks.stage, tasks.task

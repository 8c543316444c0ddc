-- table: int_group_mark
-- row: one pupil and school year in which a task was marked as done on which a group of conditions hangs
-- grain: school, student_id, protocol, ladder, stage, group_no, school_year
-- source: raw_mark, the marks by hand that stand when the figures are made, by the tasks of ref_stage_group
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: group_no | BIGINT | group within the stage
-- column: school_year | VARCHAR | school year of the marks; none says anything in another
-- column: done_on | DATE | first day on which one of the tasks was done without which the group does not hold
-- column: undone_until | DATE | first day on which one of the tasks was done with which the group no longer begins to hold
with tasks as (
    select protocol, ladder, stage, group_no, true as wanted, unnest(done) as task_key from ref_stage_group
    union all
    select protocol, ladder, stage, group_no, false, unnest(not_done) from ref_stage_group
),
final as (
    select
        mark.school, mark.student_id, tasks.protocol, tasks.ladder, tasks.stage, tasks.group_no, calendar.school_year,
        min(case when tasks.wanted then mark.done_on end) as done_on,
        min(case when not tasks.wanted then mark.done_on end) as undone_until
    from tasks
    join raw_mark as mark on mark.task_key = tasks.task_key
    join ref_calendar as calendar on calendar.school = mark.school and calendar.date = mark.done_on
    group by
        mark.school, mark.student_id, tasks.protocol, tasks.ladder, tasks.stage, tasks.group_no, calendar.school_year
)
select * from final

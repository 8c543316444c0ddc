-- part: task_hours
-- says: the lesson hours for which a task is asked on the days of `planned`, of tasks that are asked per registration
task_hours as (
    select school, student_id, protocol, ladder, stage, date, action_no, again,
        list_sort(list(lesson_hour)) as hours
    from int_task_hour
    -- Only days from here on matter: it keeps DuckDB from joining the rows of all years.
    where date >= (select min(date) from planned)
    group by school, student_id, protocol, ladder, stage, date, action_no, again
)

-- part: task_hours
-- says: the lesson hours for which a task is asked on the days of `planned`, of tasks that are asked per registration; of a
-- says: counter that counts no lessons there are none, and then a task is one of the day
-- with: task_registrations
fitting as materialized (
    select by_hour.school, by_hour.student_id, by_hour.protocol, by_hour.ladder, by_hour.stage, by_hour.date,
        by_hour.action_no, by_hour.again, by_hour.times, by_hour.task, registrations.lesson_hour, registrations.number,
        registrations.number >= coalesce(by_hour.reached_at, registrations.number) as reaches
    from by_hour
    join registrations
        on registrations.counter = by_hour.counter and registrations.school = by_hour.school
        and registrations.student_id = by_hour.student_id and registrations.date = by_hour.date
    where (len(by_hour.after) = 0 or list_contains(by_hour.after, registrations.category))
        and registrations.number >= coalesce(by_hour.first_number, registrations.number)
        and registrations.number <= coalesce(by_hour.last_number, registrations.number)
        and mod(registrations.number - coalesce(by_hour.first_number, registrations.number), by_hour.every) = 0
),
of_first as materialized (
    select school, student_id, protocol, ladder, stage, date, action_no, task,
        list_sort(list_distinct(list(struct_pack(
            later := not reaches, number := number, lesson_hour := coalesce(lesson_hour, -1)
        ))))[1:times] as taken
    from fitting
    where not again
    group by school, student_id, protocol, ladder, stage, date, action_no, task, times
),
taken as (
    select distinct taken.school, taken.student_id, taken.protocol, taken.ladder, taken.task, taken.date,
        taken.one.number as number
    from (select of_first.*, unnest(of_first.taken) as one from of_first) as taken
),
of_again as (
    -- Nobody is asked the same task twice for one registration.
    select fitting.school, fitting.student_id, fitting.protocol, fitting.ladder, fitting.stage, fitting.date,
        fitting.action_no,
        list_sort(list_distinct(list(struct_pack(
            later := taken.number is not null, number := fitting.number,
            lesson_hour := coalesce(fitting.lesson_hour, -1)
        ))))[1:fitting.times] as taken
    from fitting
    left join taken
        on taken.school = fitting.school and taken.student_id = fitting.student_id
        and taken.protocol = fitting.protocol and taken.ladder = fitting.ladder and taken.task = fitting.task
        and taken.date = fitting.date and taken.number = fitting.number
    where fitting.again
    group by fitting.school, fitting.student_id, fitting.protocol, fitting.ladder, fitting.stage, fitting.date,
        fitting.action_no, fitting.times
),
task_hours as (
    select school, student_id, protocol, ladder, stage, date, action_no, again,
        list_sort(list_distinct(list_transform(taken, lambda one: one.lesson_hour))) as hours
    from (
        select school, student_id, protocol, ladder, stage, date, action_no, false as again, taken from of_first
        union all
        select school, student_id, protocol, ladder, stage, date, action_no, true, taken from of_again
    )
)

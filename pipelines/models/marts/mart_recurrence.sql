-- table: mart_recurrence
-- row: one day on which a stage asks its tasks again, without the pupil changing stage
-- grain: school, protocol, ladder, stage, student_id, date
-- source: mart_action, with the value of the counter from int_recurrence
-- part: date
-- column: school | VARCHAR | school id
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: value | DOUBLE | value of the counter on that day
-- column: times | BIGINT | how many times the task that is asked most often is due that day
with asked as (
    select school, protocol, ladder, stage, student_id, date, max(times) as times
    from mart_action
    where again
    group by school, protocol, ladder, stage, student_id, date
),
counted as (
    select school, protocol, ladder, stage, student_id, date, max(value) as value
    from int_recurrence
    group by school, protocol, ladder, stage, student_id, date
),
final as (
    select
        asked.school, asked.protocol, asked.ladder, asked.stage, asked.student_id, asked.date, counted.value,
        asked.times
    from asked
    join counted
        on counted.school = asked.school
        and counted.protocol = asked.protocol
        and counted.ladder = asked.ladder
        and counted.stage = asked.stage
        and counted.student_id = asked.student_id
        and counted.date = asked.date
)
select * from final

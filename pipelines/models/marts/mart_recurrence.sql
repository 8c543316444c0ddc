-- table: mart_recurrence
-- row: one day on which a stage asks its tasks again, without the pupil changing stage
-- grain: school, protocol, ladder, stage, student_id, date
-- source: mart_action, with the value of the counter from int_recurrence
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
    select a.school, a.protocol, a.ladder, a.stage, a.student_id, a.date, c.value, a.times
    from asked as a
    join counted as c
        on c.school = a.school
        and c.protocol = a.protocol
        and c.ladder = a.ladder
        and c.stage = a.stage
        and c.student_id = a.student_id
        and c.date = a.date
)
select * from final

-- table: int_known_task
-- row: one task that somebody at the school marked as done, whichever pupil it was about
-- grain: school, task_key
-- source: raw_mark, the marks by hand that stand when the figures are made
-- column: school | VARCHAR | school id
-- column: task_key | VARCHAR | the rule and text of the task, by which a mark names it
with final as (
    select school, task_key from raw_mark group by school, task_key
)
select * from final

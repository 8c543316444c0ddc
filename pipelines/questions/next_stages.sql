-- question: next_stages
-- row: one pupil and ladder: the nearest stage above the present one, and what is missing to it
-- about: pupils | each apart
-- grain: school, student_id, ladder
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: mentor | VARCHAR | mentor code on the day
-- column: ladder | VARCHAR | ladder id
-- column: next_stage | VARCHAR | id of that stage
-- column: label | VARCHAR | name of the counter of its condition
-- column: value | DOUBLE | that counter on the day, in its unit
-- column: number | DOUBLE | number of the condition
-- column: distance | DOUBLE | what is missing: one more where it has to be more than the number, except of a percentage
with wanted as (
    select distinct counter from ref_condition where protocol = $protocol
),
-- with: counter_values
alone as (
    -- Only a group of one condition has a distance that a single number can tell, and none that hangs on a task or stage.
    select protocol, ladder, stage, group_no
    from ref_stage_group
    where conditions = 1 and len(done) = 0 and len(not_done) = 0 and rounds = 0
),
shares as (
    select counter from ref_counter_term where unit = 'procent' group by counter
),
ahead as (
    select
        pupil.school, pupil.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.mentor,
        condition.ladder, condition.stage, rule.level, of_counter.label, counted.value, condition.number,
        -- More than five times is six; more than twenty percent is anything above it.
        condition.number - counted.value
        + case when condition.operator = '>' and shares.counter is null then 1 else 0 end as distance,
        row_number() over (
            partition by pupil.school, pupil.student_id, condition.ladder
            order by
                rule.level, (condition.number - counted.value) / condition.number, rule.stage_order, condition.group_no
        ) as place
    from ref_condition as condition
    join alone
        on alone.protocol = condition.protocol and alone.ladder = condition.ladder and alone.stage = condition.stage
        and alone.group_no = condition.group_no
    join ref_stage as rule
        on rule.protocol = condition.protocol and rule.ladder = condition.ladder and rule.stage = condition.stage
    join ref_counter as of_counter on of_counter.counter = condition.counter
    left join shares on shares.counter = condition.counter
    join counter_values as counted on counted.counter = condition.counter
    join visible_pupils($viewer, $selection, $on) as pupil
        on pupil.school = counted.school and pupil.student_id = counted.student_id
    left join mart_stage_reached as stretch
        on stretch.school = pupil.school and stretch.student_id = pupil.student_id
        and stretch.protocol = condition.protocol and stretch.ladder = condition.ladder and stretch.level >= rule.level
        and stretch.reached_on <= $on and stretch.reached_until >= $on
    where condition.protocol = $protocol and stretch.student_id is null and counted.value > 0
        and condition.number - counted.value > 0
)
select school, student_id, name, sort_name, klas, mentor, ladder, stage as next_stage, label, value,
    number, distance
from ahead
where place = 1
order by school, student_id, ladder

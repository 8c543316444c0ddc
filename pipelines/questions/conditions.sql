-- question: conditions
-- row: one condition of the protocol that can be computed here, and the number of its stage
-- about: school
-- grain: ladder, stage, group_no, condition_no
-- column: ladder | VARCHAR | ladder id
-- column: ladder_name | VARCHAR | name of the ladder
-- column: ladder_order | BIGINT | place of the ladder in the protocol
-- column: counter | VARCHAR | counter id
-- column: label | VARCHAR | name of the counter
-- column: stage | VARCHAR | stage id
-- column: level | BIGINT | height of the stage on its ladder
-- column: group_no | BIGINT | number of the group of conditions in its stage: a stage can ask for one of several
-- column: condition_no | BIGINT | number of the condition in its group
-- column: operator | VARCHAR | how they compare
-- column: number | DOUBLE | number of the condition
-- column: share | BOOLEAN | the counter is a share of lessons
-- column: with_others | BOOLEAN | the stage asks for more than this condition
with
-- with: uncomputed
shares as (
    select counter from ref_counter_term where unit = 'procent' group by counter
)
select of_ladder.ladder, of_ladder.name as ladder_name, of_ladder.ladder_order, condition.counter, of_counter.label,
    rule.stage, rule.level, condition.group_no, condition.condition_no, condition.operator, condition.number,
    shares.counter is not null as share,
    count(*) over (
        partition by condition.protocol, condition.ladder, condition.stage, condition.group_no
    ) > 1 as with_others
from ref_condition as condition
join ref_ladder as of_ladder on of_ladder.protocol = condition.protocol and of_ladder.ladder = condition.ladder
join ref_stage as rule
    on rule.protocol = condition.protocol and rule.ladder = condition.ladder and rule.stage = condition.stage
join ref_school as of_school on of_school.school = $school and is_in_reach($viewer, of_school.school)
join ref_counter as of_counter on of_counter.counter = condition.counter
left join shares on shares.counter = condition.counter
left join uncomputed
    on uncomputed.protocol = rule.protocol and uncomputed.ladder = rule.ladder and uncomputed.stage = rule.stage
where condition.protocol = $protocol and uncomputed.stage is null
order by of_ladder.ladder_order, of_counter.label, rule.level, condition.number

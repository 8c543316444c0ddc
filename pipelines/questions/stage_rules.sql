-- question: stage_rules
-- row: one stage of a protocol, and whether some counter of it counts sick absence, also beside other absence
-- about: nobody
-- grain: protocol, ladder, stage
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: ladder_name | VARCHAR | name of the ladder
-- column: track | VARCHAR | track id
-- column: stage | VARCHAR | stage id
-- column: stage_name | VARCHAR | name of the stage
-- column: sick | BOOLEAN | it counts sick absence, tests a sick pattern or stands on a sick ladder
with
-- with: sick
counting as (
    select distinct term.counter
    from sick
    join ref_category_set as sick_category on sick_category.category_set = sick.category_set
    join ref_category_set as counted on counted.category = sick_category.category
    join ref_counter_term as term on term.category_set = counted.category_set
)
select
    rule.protocol, rule.ladder, of_ladder.name as ladder_name, of_ladder.track, rule.stage, rule.name as stage_name,
    count(counting.counter) > 0 or of_ladder.track = 'ziek' or rule.rule = 'pattern' as sick
from ref_stage as rule
join ref_ladder as of_ladder on of_ladder.protocol = rule.protocol and of_ladder.ladder = rule.ladder
left join ref_condition as condition
    on condition.protocol = rule.protocol and condition.ladder = rule.ladder and condition.stage = rule.stage
left join counting on counting.counter = condition.counter
group by
    rule.protocol, rule.ladder, of_ladder.name, of_ladder.track, rule.stage, rule.name, rule.rule,
    of_ladder.ladder_order, rule.stage_order
order by rule.protocol, of_ladder.ladder_order, rule.stage_order

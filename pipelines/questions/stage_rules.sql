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
select
    rule.protocol, rule.ladder, of_ladder.name as ladder_name, of_ladder.track, rule.stage, rule.name as stage_name,
    rule.care as sick
from ref_stage as rule
join ref_ladder as of_ladder on of_ladder.protocol = rule.protocol and of_ladder.ladder = rule.ladder
order by rule.protocol, of_ladder.ladder_order, rule.stage_order

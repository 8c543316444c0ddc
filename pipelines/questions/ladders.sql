-- question: ladders
-- row: one stage of a ladder of a protocol
-- about: nobody
-- grain: protocol, ladder, stage
-- column: protocol | VARCHAR | protocol id
-- column: protocol_name | VARCHAR | name of the protocol
-- column: ladder | VARCHAR | ladder id
-- column: ladder_name | VARCHAR | name of the ladder
-- column: ladder_order | BIGINT | place of the ladder in the protocol
-- column: track | VARCHAR | track id
-- column: stage | VARCHAR | stage id
-- column: stage_name | VARCHAR | name of the stage
-- column: level | BIGINT | height of the stage on its ladder
-- column: stage_order | BIGINT | place of the stage in the protocol
-- column: computable | BOOLEAN | false where registrations cannot tell, and where no school of the viewer has the lessons of the school year that the stage is a share of
-- column: needs | VARCHAR | what it takes to compute it
-- column: legal | VARCHAR | the stage conflicts with the law
-- column: legal_reason | VARCHAR | why it does
-- column: place | VARCHAR | where the stage stands in the protocol
-- column: basis | VARCHAR | what the protocol rests the stage on
with
-- with: uncomputed
select
    of_ladder.protocol, of_protocol.name as protocol_name, of_ladder.ladder, of_ladder.name as ladder_name,
    of_ladder.ladder_order, of_ladder.track, rule.stage, rule.name as stage_name, rule.level, rule.stage_order,
    rule.computable and uncomputed.stage is null as computable, rule.needs, rule.legal, rule.legal_reason, rule.place,
    rule.basis
from ref_ladder as of_ladder
join ref_protocol as of_protocol on of_protocol.protocol = of_ladder.protocol
join ref_stage as rule on rule.protocol = of_ladder.protocol and rule.ladder = of_ladder.ladder
left join uncomputed
    on uncomputed.protocol = rule.protocol and uncomputed.ladder = rule.ladder and uncomputed.stage = rule.stage
order by of_ladder.protocol, of_ladder.ladder_order, rule.level, rule.stage_order

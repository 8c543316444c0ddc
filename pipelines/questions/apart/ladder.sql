-- apart: protocol, ladder
-- says: ladders with a stage that no sickness brings a pupil to
(protocol, ladder) in (select rule.protocol, rule.ladder from ref_stage as rule where not rule.care)

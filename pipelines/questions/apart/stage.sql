-- apart: protocol, ladder, stage
-- says: stages that no sickness brings a pupil to
(protocol, ladder, stage) in (
    select rule.protocol, rule.ladder, rule.stage from ref_stage as rule where not rule.care
)

-- apart: protocol, ladder, stage, role
-- says: tasks of stages that no sickness brings a pupil to, and of the others those of the roles of the viewer
(
    (protocol, ladder, stage) in (
        select rule.protocol, rule.ladder, rule.stage from ref_stage as rule where not rule.care
    )
    or list_contains($viewer.roles, role)
)

-- question: protocols_compared
-- row: one protocol, ladder, stage and role of which it asks something
-- about: pupils
-- grain: protocol, ladder, stage, role
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: level | BIGINT | height of the stage on its ladder
-- column: role | VARCHAR | role of which the stage asks something; null when it asks nothing
-- column: students | BIGINT | pupils who stand at the stage on the day; null for a stage that cannot be computed
-- column: actions | BIGINT | what the role had to do because of the stage this school year up to the day; null for a stage that cannot be computed
-- column: ladder_name | VARCHAR | name of the ladder
-- column: track | VARCHAR | track id
-- column: track_name | VARCHAR | name of the track
-- column: track_order | BIGINT | place of the track
-- column: ladder_order | BIGINT | place of the ladder in the protocol
-- column: stage_name | VARCHAR | name of the stage
-- column: stage_order | BIGINT | place of the stage in the protocol
with visible as (select * from visible_pupils($viewer, $selection, $on)),
-- with: standing
-- with: done
-- with: uncomputed
pupils as (
    select protocol, ladder, stage, count(*) as students from standing where place = 1 group by protocol, ladder, stage
),
acted as (
    select protocol, ladder, stage, role, cast(sum(times) as bigint) as actions
    from done
    group by protocol, ladder, stage, role
),
roles as (
    select protocol, ladder, stage, role from ref_action group by protocol, ladder, stage, role
)
select
    rule.protocol, rule.ladder, rule.stage, rule.level, roles.role,
    -- A stage that cannot be computed has no number; the others count from zero.
    case
        when not rule.computable or uncomputed.stage is not null then null
        when pupils.students is null then 0
        else pupils.students
    end as students,
    case
        when not rule.computable or uncomputed.stage is not null then null
        when acted.actions is null then 0
        else acted.actions
    end as actions,
    of_ladder.name as ladder_name, of_ladder.track, of_track.label as track_name, of_track.track_order,
    of_ladder.ladder_order, rule.name as stage_name, rule.stage_order
from ref_stage as rule
join ref_ladder as of_ladder on of_ladder.protocol = rule.protocol and of_ladder.ladder = rule.ladder
join ref_track as of_track on of_track.track = of_ladder.track
left join roles on roles.protocol = rule.protocol and roles.ladder = rule.ladder and roles.stage = rule.stage
left join uncomputed
    on uncomputed.protocol = rule.protocol and uncomputed.ladder = rule.ladder and uncomputed.stage = rule.stage
left join pupils on pupils.protocol = rule.protocol and pupils.ladder = rule.ladder and pupils.stage = rule.stage
left join acted
    on acted.protocol = rule.protocol and acted.ladder = rule.ladder and acted.stage = rule.stage
    and acted.role = roles.role
where list_contains($protocols, rule.protocol)
order by rule.protocol, rule.ladder, rule.stage, rule.level, roles.role

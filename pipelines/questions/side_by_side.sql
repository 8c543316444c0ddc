-- question: side_by_side
-- row: one ladder of a chosen protocol, by track, with the first stage on which an adult steps in
-- about: nobody
-- grain: protocol, ladder
-- column: track | VARCHAR | track id
-- column: track_name | VARCHAR | name of the track
-- column: track_order | BIGINT | place of the track
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: ladder_name | VARCHAR | name of the ladder
-- column: ladder_order | BIGINT | place of the ladder in the protocol
-- column: enters_at | VARCHAR | id of that stage; null when nobody steps in
-- column: enters | VARCHAR | roles that step in there
with entering as (
    select action.protocol, action.ladder, action.stage, rule.stage_order, action.role,
        min(rule.stage_order) over (partition by action.protocol, action.ladder) as first_order
    from ref_action as action
    join ref_stage as rule
        on rule.protocol = action.protocol and rule.ladder = action.ladder and rule.stage = action.stage
    join ref_role as of_role on of_role.role = action.role and of_role.steps_in
),
first_stage as (
    select protocol, ladder, stage, string_agg(distinct role, ', ' order by role) as roles
    from entering
    where stage_order = first_order
    group by protocol, ladder, stage
)
select
    of_track.track, of_track.label as track_name, of_track.track_order, of_ladder.protocol, of_ladder.ladder,
    of_ladder.name as ladder_name, of_ladder.ladder_order, first_stage.stage as enters_at,
    first_stage.roles as enters
from ref_ladder as of_ladder
join ref_track as of_track on of_track.track = of_ladder.track
left join first_stage on first_stage.protocol = of_ladder.protocol and first_stage.ladder = of_ladder.ladder
where list_contains($protocols, of_ladder.protocol)
    and ($care or exists (
        select 1 from ref_stage as rule
        where rule.protocol = of_ladder.protocol and rule.ladder = of_ladder.ladder and not rule.care
    ))
order by of_track.track_order, of_ladder.protocol, of_ladder.ladder_order

-- part: sick_stages
-- says: the highest stage of each sick ladder on the day, for the chosen protocols, and the group that brought the
-- says: pupil to it
visible as (select * from visible_pupils($viewer, $selection, $on)),
ranked as (
    select
        stretch.*,
        row_number() over (
            partition by stretch.student_id, stretch.protocol, stretch.ladder
            order by stretch.level desc, stretch.reached_on desc, stretch.stage_order desc
        ) as place
    from mart_stage_reached as stretch
    join ref_ladder as of_ladder
        on of_ladder.protocol = stretch.protocol and of_ladder.ladder = stretch.ladder and of_ladder.track = 'ziek'
    where stretch.school = $school and list_contains($protocols, stretch.protocol) and stretch.reached_on <= $on
        and stretch.reached_until >= $on
),
now as (
    select ranked.*
    from ranked
    join visible as pupil on pupil.school = ranked.school and pupil.student_id = ranked.student_id
    where ranked.place = 1
),
holding as (
    -- The group that brought the pupil to the stage.
    select now.school, now.protocol, now.ladder, now.stage, now.student_id, now.reached_on,
        min(reached_group.group_no) as group_no
    from now
    join int_group_reached as reached_group
        on reached_group.school = now.school and reached_group.protocol = now.protocol
        and reached_group.ladder = now.ladder and reached_group.stage = now.stage
        and reached_group.student_id = now.student_id and reached_group.reached_on = now.reached_on
    group by now.school, now.protocol, now.ladder, now.stage, now.student_id, now.reached_on
)

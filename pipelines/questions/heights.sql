-- question: heights
-- row: one protocol, pupil and track on which he or she has a stage on the day: the highest one, and why
-- about: pupils | each apart
-- grain: protocol, school, student_id, track
-- column: protocol | VARCHAR | protocol id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: track | VARCHAR | track id
-- column: ladder | VARCHAR | ladder id of that stage
-- column: stage | VARCHAR | stage id
-- column: stage_name | VARCHAR | name of the stage
-- column: level | BIGINT | height of the stage on its ladder
-- column: reached_on | DATE | day since which the pupil stands there
-- column: why | VARCHAR | counters and numbers of the group that holds, as they stood when it was reached; null where the rule is no condition
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
with visible as (select * from visible_pupils($viewer, $selection, $on)),
-- with: standing
tracked as (
    select standing.*, of_ladder.track,
        row_number() over (
            partition by standing.school, standing.student_id, standing.protocol, of_ladder.track
            order by standing.level desc, standing.reached_on desc, of_ladder.ladder_order
        ) as top
    from standing
    join ref_ladder as of_ladder on of_ladder.protocol = standing.protocol and of_ladder.ladder = standing.ladder
    where standing.place = 1
),
holding as (
    select tracked.*, reached_group.group_no,
        row_number() over (
            partition by tracked.school, tracked.student_id, tracked.protocol, tracked.ladder, tracked.stage
            order by reached_group.reached_on, reached_group.group_no
        ) as first_group
    from tracked
    left join int_group_reached as reached_group
        on reached_group.school = tracked.school and reached_group.student_id = tracked.student_id
        and reached_group.protocol = tracked.protocol and reached_group.ladder = tracked.ladder
        and reached_group.stage = tracked.stage
        and reached_group.reached_on <= $on and reached_group.reached_until >= $on
    where tracked.top = 1
),
reasons as (
    select holding.school, holding.student_id, holding.protocol, holding.ladder, holding.stage,
        string_agg(
            format(
                '{:g} {} ({} {:g})',
                counter_day.value - reached_group.left_out, of_counter.label,
                case condition.operator when '>=' then 'vanaf' else 'meer dan' end, condition.number
            ),
            ' en ' order by condition.condition_no
        ) as why
    from holding
    join ref_condition as condition
        on condition.protocol = holding.protocol and condition.ladder = holding.ladder
        and condition.stage = holding.stage and condition.group_no = holding.group_no
    join ref_counter as of_counter on of_counter.counter = condition.counter
    join int_group_reached as reached_group
        on reached_group.school = holding.school and reached_group.student_id = holding.student_id
        and reached_group.protocol = holding.protocol and reached_group.ladder = holding.ladder
        and reached_group.stage = holding.stage and reached_group.group_no = holding.group_no
        and reached_group.reached_on <= $on and reached_group.reached_until >= $on
    join int_counter_day as counter_day
        on counter_day.counter = condition.counter and counter_day.school = holding.school
        and counter_day.student_id = holding.student_id and counter_day.date = reached_group.reached_on
    where holding.first_group = 1
    group by holding.school, holding.student_id, holding.protocol, holding.ladder, holding.stage
)
select
    holding.protocol, holding.school, holding.student_id, holding.track, holding.ladder, holding.stage,
    rule.name as stage_name, holding.level, holding.reached_on, reasons.why,
    pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar, pupil.afdeling, pupil.mentor
from holding
join visible as pupil on pupil.school = holding.school and pupil.student_id = holding.student_id
join ref_stage as rule
    on rule.protocol = holding.protocol and rule.ladder = holding.ladder and rule.stage = holding.stage
left join reasons
    on reasons.school = holding.school and reasons.student_id = holding.student_id
    and reasons.protocol = holding.protocol and reasons.ladder = holding.ladder and reasons.stage = holding.stage
where holding.first_group = 1
order by holding.protocol, pupil.sort_name, holding.student_id, holding.track

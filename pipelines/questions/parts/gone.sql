-- part: gone
-- says: the first day on which nobody was asked a step of `steps` any more, without its being done: another stage, the
-- says: end of the stretch, or leaving school
ends as (
    select steps.school, steps.protocol, steps.ladder, steps.stage, steps.student_id, steps.date,
        above.reached_on as gone_on
    from steps
    join mart_stage_reached as above
        on above.school = steps.school and above.student_id = steps.student_id and above.protocol = steps.protocol
        and above.ladder = steps.ladder and above.reached_on > steps.date and above.reached_on <= steps.today
    join ref_stage as rule
        on rule.protocol = steps.protocol and rule.ladder = steps.ladder and rule.stage = steps.stage
    where above.stage <> steps.stage and above.level >= rule.level and not steps.again
    union all
    select steps.school, steps.protocol, steps.ladder, steps.stage, steps.student_id, steps.date,
        cast(stretch.reached_until + interval 1 day as date)
    from steps
    join mart_stage_reached as stretch
        on stretch.school = steps.school and stretch.student_id = steps.student_id
        and stretch.protocol = steps.protocol and stretch.ladder = steps.ladder and stretch.stage = steps.stage
        and stretch.reached_on = steps.date
    where not steps.again and stretch.reached_until < steps.today
    union all
    select steps.school, steps.protocol, steps.ladder, steps.stage, steps.student_id, steps.date, placement.valid_until
    from steps
    join stg_placement as placement
        on placement.school = steps.school and placement.student_id = steps.student_id
        and placement.valid_until > steps.date and placement.valid_until <= steps.today
    where not exists (
        select 1 from stg_placement as later
        where later.school = placement.school and later.student_id = placement.student_id
            and later.valid_from <= placement.valid_until and later.valid_until > placement.valid_until
    )
),
gone as (
    select school, protocol, ladder, stage, student_id, date, min(gone_on) as gone_on
    from ends
    group by school, protocol, ladder, stage, student_id, date
)

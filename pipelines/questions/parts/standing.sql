-- part: standing
-- says: the stages at which the pupils of the question are on the day, by the chosen protocols; place 1 is the highest
-- says: of its ladder, as `stages` tells it; needs `visible`
standing as (
    select
        stretch.school, stretch.student_id, stretch.protocol, stretch.ladder, stretch.stage, stretch.level,
        stretch.reached_on,
        row_number() over (
            partition by stretch.school, stretch.student_id, stretch.protocol, stretch.ladder
            order by stretch.level desc, stretch.reached_on desc, stretch.stage_order desc
        ) as place
    from mart_stage_reached as stretch
    join visible as pupil on pupil.school = stretch.school and pupil.student_id = stretch.student_id
    where stretch.reached_on <= $on and stretch.reached_until >= $on and list_contains($protocols, stretch.protocol)
)

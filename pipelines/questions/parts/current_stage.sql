-- part: current_stage
-- says: the stages at which a pupil is on the day, by the protocol in force; place 1 is the highest of its ladder
current_stage as (
    select
        stretch.*,
        row_number() over (
            partition by stretch.school, stretch.student_id, stretch.ladder
            order by stretch.level desc, stretch.reached_on desc, stretch.stage_order desc
        ) as place
    from mart_stage_reached as stretch
    join ref_school as of_school on of_school.school = stretch.school and of_school.protocol = stretch.protocol
    where stretch.reached_on <= $on and stretch.reached_until >= $on
)

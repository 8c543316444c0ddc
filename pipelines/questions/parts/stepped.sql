-- part: stepped
-- says: pupils for whom an adult stepped in this school year, by the chosen protocols, for unauthorised absence: the first
-- says: day, and how many stages and actions
-- with: done
stepped as (
    select done.protocol, done.school, done.student_id, min(done.date) as first_step,
        cast(sum(done.times) as bigint) as actions, count(distinct done.ladder || '/' || done.stage) as stages
    from done
    join ref_role as of_role on of_role.role = done.role and of_role.steps_in
    join ref_ladder as of_ladder on of_ladder.protocol = done.protocol and of_ladder.ladder = done.ladder
    join ref_track as of_track on of_track.track = of_ladder.track and of_track.unauthorised
    group by done.protocol, done.school, done.student_id
)

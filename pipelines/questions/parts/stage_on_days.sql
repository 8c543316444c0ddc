-- part: stage_on_days
-- says: the stages of each pupil on each of the `days` of the question, on one ladder, in the part of the school where he or
-- says: she was on that day itself; a pupil of whom no list knows a placement stays in sight, as on every list of one day;
-- says: place 1 is the highest stage, with null for none; the question says whose they are: by that part, or of today
placed as (
    select student.school, student.student_id, placement.valid_from, placement.valid_until, placement.klas,
        placement.leerjaar, placement.mentor, coalesce(placement.afdeling, 'overig') as afdeling
    from mart_student as student
    left join stg_placement as placement
        on placement.school = student.school and placement.student_id = student.student_id
),
chosen as (
    select days.school, days.date, placed.student_id, placed.afdeling, placed.mentor
    from days
    join placed
        on placed.school = days.school
        and (placed.valid_from is null or (placed.valid_from <= days.date and placed.valid_until > days.date))
    where is_chosen($selection, placed.afdeling, placed.leerjaar, placed.klas, placed.mentor)
),
ranked as (
    select
        chosen.school, chosen.date, chosen.student_id, chosen.afdeling, chosen.mentor, stretch.stage, stretch.level, stretch.stage_order,
        row_number() over (
            partition by chosen.school, chosen.date, chosen.student_id
            order by stretch.level desc nulls last, stretch.reached_on desc, stretch.stage_order desc
        ) as place
    from chosen
    left join (
        select * from mart_stage_reached where protocol = $protocol and ladder = $ladder
    ) as stretch
        on stretch.school = chosen.school and stretch.student_id = chosen.student_id
        and stretch.reached_on <= chosen.date and stretch.reached_until >= chosen.date
)

-- part: owned
-- says: one row per pupil of the viewer and the choice, with the last klas known on the day: who has left since, or is
-- says: on no list at all, still has registrations that somebody must look at
placed as (
    select
        placement.*,
        row_number() over (
            partition by placement.school, placement.student_id
            order by placement.valid_from <= $on desc, placement.valid_from desc
        ) as place
    from stg_placement as placement
),
owned as materialized (
    -- Materialized, or DuckDB joins all registrations before it looks which pupils are left.
    select
        student.school, student.student_id, student.name, student.sort_name, placed.klas, placed.mentor,
        coalesce(placed.afdeling, 'overig') as afdeling,
        placed.student_id is not null as placed
    from mart_student as student
    left join placed on placed.school = student.school and placed.student_id = student.student_id and placed.place = 1
    join own_pupils($viewer) as own on own.school = student.school and own.student_id = student.student_id
    where student.school = $school
        and is_chosen($selection, coalesce(placed.afdeling, 'overig'), placed.leerjaar, placed.klas, placed.mentor)
)

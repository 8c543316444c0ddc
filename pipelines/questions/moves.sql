-- question: moves
-- row: one pupil on a ladder on either of two days
-- about: pupils
-- grain: school, student_id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the second day, of who left the last one
-- column: mentor | VARCHAR | mentor code on the second day, of who left the last one
-- column: was_here | BOOLEAN | in the chosen part of the school on the first day
-- column: is_here | BOOLEAN | in it on the second day
-- column: stage_before | VARCHAR | stage on the first day; null for none
-- column: level_before | BIGINT | its height
-- column: stage_after | VARCHAR | stage on the second day; null for none
-- column: level_after | BIGINT | its height
with days as (
    select distinct school, date from ref_calendar where date in ($since, $on)
),
-- with: stage_on_days
select
    pupil.school, pupil.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.mentor,
    max(case when ranked.date = $since then 1 else 0 end) = 1 as was_here,
    max(case when ranked.date = $on then 1 else 0 end) = 1 as is_here,
    max(case when ranked.date = $since then ranked.stage end) as stage_before,
    max(case when ranked.date = $since then ranked.level end) as level_before,
    max(case when ranked.date = $on then ranked.stage end) as stage_after,
    max(case when ranked.date = $on then ranked.level end) as level_after
from ranked
join placed_pupils($on) as pupil on pupil.school = ranked.school and pupil.student_id = ranked.student_id
join own_pupils($viewer) as own on own.school = ranked.school and own.student_id = ranked.student_id
where ranked.place = 1
group by pupil.school, pupil.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.mentor
having max(ranked.stage) is not null
order by pupil.sort_name, pupil.student_id

-- question: worrying_shares
-- row: one afdeling: pupils enrolled on the day, and how many meet the national criteria
-- about: pupils
-- grain: afdeling
-- column: afdeling | VARCHAR | afdeling id
-- column: afdeling_name | VARCHAR | name of the afdeling
-- column: afdeling_order | BIGINT | place of the afdeling in the settings
-- column: students | BIGINT | pupils enrolled on the day
-- column: worrying | BIGINT | of them those who meet the national criteria
with
-- with: mazl
select pupil.afdeling, of_afdeling.name as afdeling_name, of_afdeling.afdeling_order, count(*) as students,
    count(mazl.student_id) as worrying
from visible_pupils($viewer, $selection, $on) as pupil
left join mazl on mazl.school = pupil.school and mazl.student_id = pupil.student_id
left join ref_afdeling as of_afdeling on of_afdeling.school = pupil.school and of_afdeling.afdeling = pupil.afdeling
where pupil.school = $school
group by pupil.afdeling, of_afdeling.name, of_afdeling.afdeling_order
order by of_afdeling.afdeling_order, pupil.afdeling

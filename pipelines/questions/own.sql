-- question: own
-- row: one pupil who is the viewer's today
-- about: pupils
-- grain: school, student_id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
select own.school, own.student_id from own_pupils($viewer) as own order by own.school, own.student_id

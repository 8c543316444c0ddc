-- question: norm_pupil_days
-- row: one pupil and day with hours of the norm
-- about: school | the whole of it, because the average to which a pupil is shrunk is that of the school
-- grain: student_id, date
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | day
-- column: counted | DOUBLE | hours that count for the norm
-- column: unknown | DOUBLE | hours without a known reason
select student_id, date, counted, unknown
from int_norm_day
where school = $school and is_in_reach($viewer, school) and date <= $on

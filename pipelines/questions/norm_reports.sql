-- question: norm_reports
-- row: one report of the norm up to the day
-- about: school | the whole of it, because the average to which a pupil is shrunk is that of the school
-- grain: student_id, end_date
-- column: student_id | VARCHAR | pupil number
-- column: end_date | DATE | day of the 16th hour
-- column: possible_from | DATE | day from which it can be made
select student_id, end_date, possible_from
from int_norm_report
where school = $school and is_in_reach($viewer, school) and possible_from <= $on

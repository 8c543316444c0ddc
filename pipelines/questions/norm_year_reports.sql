-- question: norm_year_reports
-- row: one report of the norm that could be made by the day and ends in its school year, in order of time
-- about: school
-- grain: student_id, end_date
-- column: student_id | VARCHAR | pupil number
-- column: begin_date | DATE | first day of the lesson hours of the report
-- column: end_date | DATE | day on which the norm was reached
select norm_report.student_id, norm_report.begin_date, norm_report.end_date
from int_norm_report as norm_report
join ref_calendar as ended on ended.school = norm_report.school and ended.date = norm_report.end_date
join ref_calendar as itself
    on itself.school = norm_report.school and itself.date = $on and itself.school_year = ended.school_year
where norm_report.school = $school and is_in_reach($viewer, norm_report.school) and norm_report.possible_from <= $on
order by norm_report.student_id, norm_report.possible_from

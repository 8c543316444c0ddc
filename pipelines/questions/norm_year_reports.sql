-- question: norm_year_reports
-- row: one report of the norm that could be made by the day and ends in its school year, in order of time
-- about: school
-- grain: student_id, end_date
-- column: student_id | VARCHAR | pupil number
-- column: begin_date | DATE | first day of the lesson hours of the report
-- column: end_date | DATE | day on which the norm was reached
select report.student_id, report.begin_date, report.end_date
from int_norm_report as report
join ref_calendar as ended on ended.school = report.school and ended.date = report.end_date
join ref_calendar as itself
    on itself.school = report.school and itself.date = $on and itself.school_year = ended.school_year
where report.school = $school and is_in_reach($viewer, report.school) and report.possible_from <= $on
order by report.student_id, report.possible_from

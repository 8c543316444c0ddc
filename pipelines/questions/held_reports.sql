-- question: held_reports
-- row: one report of the norm about a pupil, of every school year up to the day
-- about: pupils
-- grain: end_date
-- column: school_year | VARCHAR | school year of the end date
-- column: report_number | BIGINT | number of the report within the school year
-- column: begin_date | DATE | first day of its hours
-- column: end_date | DATE | day on which the norm was reached
-- column: due_on | DATE | last day on which it should be made
-- column: duty | BOOLEAN | making the report is a duty
-- column: judged | DOUBLE | judged hours of the report
-- column: unknown | DOUBLE | hours of it without a known reason
select report.school_year, report.report_number, report.begin_date, report.end_date, report.due_on, report.duty,
    report.judged, report.unknown
from mart_leerplicht_report as report
join placed_pupils($on) as pupil on pupil.school = report.school and pupil.student_id = report.student_id
where report.school = $school and report.student_id = $student_id and report.possible_from <= $on
    and is_visible($viewer, pupil.school, pupil.afdeling, pupil.mentor)
order by report.end_date desc

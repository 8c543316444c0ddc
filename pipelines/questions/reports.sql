-- question: reports
-- row: one report of the norm of the school year up to the day, of pupils who left since then too
-- about: pupils
-- grain: school, student_id, report_number
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: report_number | BIGINT | number of the report within the school year
-- column: begin_date | DATE | first day of its hours
-- column: end_date | DATE | day of the 16th hour
-- column: possible_from | DATE | day from which it can be made
-- column: due_on | DATE | last day on which it should be made
-- column: crosses_summer | BOOLEAN | its hours lie in two school years
-- column: duty | BOOLEAN | making the report is a duty
-- column: age | BIGINT | age on the day of the 16th hour; null when the date of birth is unknown
-- column: judged | DOUBLE | judged hours of the report
-- column: unknown | DOUBLE | hours of it without a known reason
-- column: working_days_left | BIGINT | working days from the day to the due day
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: birth_date | DATE | date of birth, when known
-- column: klas | VARCHAR | klas on the day, of who left the last one
-- column: leerjaar | BIGINT | leerjaar on the day, of who left the last one
-- column: afdeling | VARCHAR | afdeling on the day, of who left the last one
-- column: mentor | VARCHAR | mentor code on the day, of who left the last one
select
    report.school, report.student_id, report.report_number, report.begin_date, report.end_date, report.possible_from,
    report.due_on, report.crosses_summer, report.duty, report.age, report.judged, report.unknown,
    due_day.working_day_rank - itself.working_day_rank as working_days_left, pupil.name, pupil.sort_name,
    pupil.birth_date, pupil.klas, pupil.leerjaar, pupil.afdeling, pupil.mentor
from mart_leerplicht_report as report
join ref_calendar as itself
    on itself.school = report.school and itself.date = $on and itself.school_year = report.school_year
join ref_calendar as due_day on due_day.school = report.school and due_day.date = report.due_on
join placed_pupils($on) as pupil on pupil.school = report.school and pupil.student_id = report.student_id
join own_pupils($viewer) as own on own.school = report.school and own.student_id = report.student_id
where report.possible_from <= $on
    and is_chosen($selection, pupil.afdeling, pupil.leerjaar, pupil.klas, pupil.mentor)
order by report.school, report.student_id, report.report_number

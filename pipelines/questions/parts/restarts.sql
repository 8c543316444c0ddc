-- part: restarts
-- says: counting hours of the norm starts again after the end of the last report that could be made before the day; needs
-- says: `on_day`
restarts as (
    select norm_report.school, norm_report.student_id, max(norm_report.end_date) as end_date
    from int_norm_report as norm_report
    join on_day on on_day.school = norm_report.school and norm_report.possible_from < on_day.date
    group by norm_report.school, norm_report.student_id
)

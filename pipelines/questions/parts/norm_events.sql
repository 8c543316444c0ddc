-- part: norm_events
-- says: reports of the norm as steps: those of the school year where `$older`, else the recent ones; needs `today`
norm_events as (
    select report.school, rule.protocol, rule.ladder, rule.stage, rule.level, report.student_id,
        report.possible_from as date
    from mart_leerplicht_report as report
    join ref_stage as rule on rule.rule = 'norm_report' and rule.protocol = 'nl-leerplicht'
    join today on today.school = report.school
    where report.possible_from <= $on
        and case when $older then report.school_year = today.school_year
            else report.possible_from >= today.first_date end
)

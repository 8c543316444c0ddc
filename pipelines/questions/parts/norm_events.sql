-- part: norm_events
-- says: reports of the norm as steps: of `$students` those of the school year, else the recent ones; needs `today`
norm_events as (
    select report.school, rule.protocol, rule.ladder, rule.stage, rule.level, report.student_id,
        report.possible_from as date
    from mart_leerplicht_report as report
    join ref_stage as rule on rule.rule = 'norm_report' and rule.protocol = 'nl-leerplicht'
    join today on today.school = report.school
    where report.possible_from <= $on
        and case when $students is null then report.possible_from >= today.first_date
            else report.school_year = today.school_year and list_contains($students, report.student_id) end
)

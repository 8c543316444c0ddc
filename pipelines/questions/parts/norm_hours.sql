-- part: norm_hours
-- says: the hours in the window of the norm on the school day of a step of `due` that goes by the norm; needs
-- says: `deadline_days`
norm_days as materialized (
    select due.school, due.student_id, due.date, due.protocol, due.ladder, due.stage, school_days.date as school_day
    from due
    join school_days on school_days.school = due.school and school_days.place = due.school_day_rank
    join ref_stage as rule
        on rule.protocol = due.protocol and rule.ladder = due.ladder and rule.stage = due.stage
        and rule.rule in ('norm_near', 'norm_report')
),
norms as materialized (
    select norm_days.school, norm_days.student_id, norm_days.date, norm_days.protocol, norm_days.ladder,
        norm_days.stage, norm.counted
    from norm_days
    join int_norm_window as norm
        on norm.school = norm_days.school and norm.student_id = norm_days.student_id
        and norm.date = norm_days.school_day
    where norm.date >= (select min(school_day) from norm_days)
)

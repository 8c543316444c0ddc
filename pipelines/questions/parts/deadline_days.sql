-- part: deadline_days
-- says: the days on which a deadline can fall, by rank: the law counts working days, everything else school days
school_days as (
    select school, school_day_rank as place, date from ref_calendar where is_school_day
),
working_days as (
    select school, working_day_rank as place, date, school_day_rank from ref_calendar where is_working_day
)

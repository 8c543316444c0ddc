-- part: today
-- says: per school the last school day up to the day of its school year, and the first day of the school weeks that the
-- says: worklist looks back over; holiday weeks do not count
today as (
    select this_year.school, this_year.date, this_year.school_year, calendar.week_start, calendar.school_day_rank,
        min(first_week.week_start) as first_date
    from this_year($on) as this_year
    join ref_calendar as calendar on calendar.school = this_year.school and calendar.date = this_year.date
    join ref_calendar as first_week
        on first_week.school = this_year.school and first_week.week_rank <= calendar.week_rank
        and first_week.week_rank > calendar.week_rank - (select value from ref_setting where name = 'worklist_weeks')
    group by this_year.school, this_year.date, this_year.school_year, calendar.week_start, calendar.school_day_rank
)

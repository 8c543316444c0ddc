-- macro: this_year(day)
-- says: per school the first and last school day up to the day, of the school year of the day only: in August, before the
-- says: first school day, there is none; ladders and sick absence start anew there, the norm may look back over
-- says: the summer and asks for last_school_day
select
    calendar.school, calendar.school_year, min(calendar.date) as first_date, max(calendar.date) as date,
    max(calendar.t) as t
from ref_calendar as calendar
join ref_calendar as itself
    on itself.school = calendar.school and itself.date = day and itself.school_year = calendar.school_year
where calendar.is_school_day and calendar.date <= day
group by calendar.school, calendar.school_year

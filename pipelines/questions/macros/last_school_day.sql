-- macro: last_school_day(day)
-- says: per school the last school day up to the day: what holds on Friday holds on the Sunday after it; the school year is
-- says: that of the day itself: in August, before the first school day, it has begun
select calendar.school, calendar.date, calendar.t, itself.school_year
from ref_calendar as calendar
join (
    select school, max(date) as date from ref_calendar where is_school_day and date <= day group by school
) as latest on latest.school = calendar.school and latest.date = calendar.date
join ref_calendar as itself on itself.school = calendar.school and itself.date = day

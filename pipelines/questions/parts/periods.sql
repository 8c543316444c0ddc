-- part: periods
-- says: school days of the three periods of the management report: the last school weeks (nu), those before (eerder) and
-- says: the same ones of the year before (vorig jaar); else null. They stay inside a school year: the summer makes no good
-- says: week before. The year before goes up to the same day of the same school week.
here as (
    select
        this_year.school, this_year.date, this_year.school_year, calendar.school_week, calendar.iso_weekday,
        (select value from ref_setting where name = 'recent_weeks') as weeks
    from this_year($on) as this_year
    join ref_calendar as calendar on calendar.school = this_year.school and calendar.date = this_year.date
    where this_year.school = $school and is_in_reach($viewer, this_year.school)
),
days as materialized (
    select
        calendar.school, calendar.school_year, calendar.school_week, calendar.week_start, calendar.date,
        case
            when calendar.school_year <> here.school_year then 'vorig jaar'
            when calendar.school_week > here.school_week - here.weeks then 'nu'
            when calendar.school_week > here.school_week - here.weeks - here.weeks then 'eerder'
        end as period
    from here
    join ref_data_range as imported on imported.school = here.school
    join ref_calendar as calendar
        on calendar.school = here.school and calendar.is_school_day and calendar.date >= imported.first_date
        and calendar.date <= here.date
    where calendar.school_year = here.school_year
        or (
            calendar.school_year = $year_before and calendar.school_week > here.school_week - here.weeks
            and (
                calendar.school_week < here.school_week
                or (calendar.school_week = here.school_week and calendar.iso_weekday <= here.iso_weekday)
            )
        )
)

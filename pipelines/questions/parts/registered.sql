-- part: registered
-- says: one row per registration of the school year of the day, up to that day; needs `owned`
registered as (
    select
        registration.school, registration.student_id, registration.date, registration.hour_from, registration.hour_to,
        registration.code, of_code.category, calendar.is_school_day, calendar.vacation,
        owned.name, owned.sort_name, owned.klas, owned.mentor, owned.placed
    from raw_registration as registration
    join stg_code as of_code
        on of_code.school = registration.school and of_code.code = registration.code
        and of_code.kind = coalesce(registration.kind, '')
        and of_code.flag = coalesce(cast(registration.authorised as varchar), '')
    join owned on owned.school = registration.school and owned.student_id = registration.student_id
    join ref_calendar as calendar on calendar.school = registration.school and calendar.date = registration.date
    join ref_calendar as itself
        on itself.school = registration.school and itself.date = $on and itself.school_year = calendar.school_year
    where registration.date <= $on
)

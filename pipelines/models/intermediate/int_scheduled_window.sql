-- table: int_scheduled_window
-- row: lesson hours of one pupil in the moving window that ends on a school day, of the lessons of which a counter is a share
-- grain: counter, school, student_id, subject, date
-- source: int_scheduled_day; in the first weeks or months of a pupil's school year those of the whole first window
-- column: counter | VARCHAR | counter id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: subject | VARCHAR | the subject, of a counter of which the highest subject counts; else null
-- column: date | DATE | school day on which the window ends
-- column: hours | DOUBLE | lesson hours; null for a window without them
with days as (
    select
        scheduled.counter, scheduled.school, scheduled.student_id, scheduled.subject, scheduled.date, scheduled.hours,
        calendar.t, calendar.school_year, of_counter.window_kind, of_counter.window_number
    from int_scheduled_day as scheduled
    join ref_counter as of_counter on of_counter.counter = scheduled.counter and of_counter.window_number is not null
    join ref_calendar as calendar on calendar.school = scheduled.school and calendar.date = scheduled.date
),
pupils as (
    select counter, school, student_id, subject, school_year, window_kind, window_number,
        min(date) as first_date, min(t) as first_t
    from days
    group by counter, school, student_id, subject, school_year, window_kind, window_number
),
ends as (
    -- The first lesson that is missed is not the only one of a window.
    select
        pupils.*, calendar.date,
        greatest(calendar.t, pupils.first_t + 7 * pupils.window_number - 1) as last_t,
        greatest(calendar.date, cast(pupils.first_date + to_months(pupils.window_number) as date) - 1) as last_date
    from pupils
    join ref_calendar as calendar
        on calendar.school = pupils.school and calendar.school_year = pupils.school_year and calendar.is_school_day
),
final as (
    select ends.counter, ends.school, ends.student_id, ends.subject, ends.date, cast(sum(days.hours) as double) as hours
    from ends
    left join days
        on days.counter = ends.counter and days.school = ends.school and days.student_id = ends.student_id
        and days.subject is not distinct from ends.subject and days.school_year = ends.school_year
        and case ends.window_kind
            when 'lesweken' then days.t <= ends.last_t and days.t > ends.last_t - 7 * ends.window_number
            else days.date <= ends.last_date and days.date > ends.last_date - to_months(ends.window_number)
        end
    group by ends.counter, ends.school, ends.student_id, ends.subject, ends.date
)
select * from final

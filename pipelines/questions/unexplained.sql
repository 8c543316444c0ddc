-- question: unexplained
-- row: one pupil and school day of this school year with lesson hours of which no reason is known
-- about: pupils | each apart
-- grain: school, student_id, date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: mentor | VARCHAR | mentor code on the day
-- column: date | DATE | school day
-- column: lesson_hours | BIGINT[] | lesson hours without a reason; empty for a whole day of which nothing tells the hours
-- column: age_school_days | BIGINT | school days since then
-- column: is_recent | BOOLEAN | of the last school days, a setting
-- column: unknown_counts | BOOLEAN | the protocol in force counts it as unauthorised while it stands
-- column: explain_until | DATE | last working day to explain it; after that it is unauthorised by the protocol in force; null when that names no term
with unknown as (
    select slot.school, slot.student_id, slot.date, slot.lesson_hour
    from int_slot as slot
    where slot.category = 'onbekend'
    union all
    select whole_day.school, whole_day.student_id, whole_day.date, null
    from int_whole_day as whole_day
    where whole_day.category = 'onbekend'
)
select
    unknown.school, unknown.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.mentor, unknown.date,
    coalesce(
        list(distinct unknown.lesson_hour order by unknown.lesson_hour) filter (where unknown.lesson_hour is not null),
        []
    ) as lesson_hours,
    cast(last_day.school_day_rank - calendar.school_day_rank as bigint) as age_school_days,
    last_day.school_day_rank - calendar.school_day_rank < (
        select value from ref_setting where name = 'unexplained_school_days'
    ) as is_recent,
    protocol.unknown_counts, min(last_to_explain.date) as explain_until
from unknown
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = unknown.school and pupil.student_id = unknown.student_id
join this_year($on) as this_year on this_year.school = unknown.school
join ref_calendar as last_day on last_day.school = unknown.school and last_day.date = this_year.date
join ref_calendar as calendar
    on calendar.school = unknown.school and calendar.date = unknown.date
    and calendar.school_year = this_year.school_year
join ref_school as of_school on of_school.school = unknown.school
join ref_protocol as protocol on protocol.protocol = of_school.protocol
left join ref_calendar as last_to_explain
    on last_to_explain.school = unknown.school and last_to_explain.is_working_day
    and last_to_explain.working_day_rank = calendar.working_day_rank + protocol.unknown_until_working_days
where unknown.date <= $on
group by
    unknown.school, unknown.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.mentor, unknown.date,
    last_day.school_day_rank, calendar.school_day_rank, protocol.unknown_counts
order by pupil.sort_name, unknown.student_id, unknown.date

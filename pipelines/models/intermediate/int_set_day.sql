-- table: int_set_day
-- row: one pupil and school day with at least one registration in a set of categories
-- grain: school, student_id, category_set, date
-- source: int_slot, int_whole_day and int_missed_appointment; the sets are those that the protocols count, of which one
-- that keeps to some subjects, lesson hours or weekdays holds no day whose lessons nobody knows
-- part: date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: category_set | VARCHAR | the counted categories
-- column: date | DATE | school day
-- column: keer | BIGINT | registrations: distinct lesson hours and categories; a whole day of unknown hours is one, as is a missed appointment
-- column: hours | BIGINT | distinct missed lesson hours as far as known; null when of none of the day they are
-- column: hours_known | BOOLEAN | false when a whole day of which nothing tells the lesson hours is among them
-- column: first_hour | BIGINT | first lesson hour with such a registration; null for a whole day of unknown hours
with counted as (
    select school, student_id, category_set, date, slot.lesson_hour, true as hours_known
    from int_slot as slot
    join ref_category_set as member
        on member.category = slot.category
        and (member.subject is null or member.subject = slot.subject)
        and (member.lesson_hour is null or member.lesson_hour = slot.lesson_hour)
        and (member.iso_weekday is null or member.iso_weekday = extract(isodow from slot.date))
        and (member.minutes_from is null or (slot.minutes_late is null and member.minutes_unknown)
            or slot.minutes_late between member.minutes_from and member.minutes_until)
        and (member.handled is null or member.handled = slot.handled)
    union all
    select school, student_id, category_set, date, null, false
    from int_whole_day as whole_day
    join ref_category_set as member
        on member.category = whole_day.category and member.subject is null and member.lesson_hour is null
        and member.minutes_from is null
        and (member.iso_weekday is null or member.iso_weekday = extract(isodow from whole_day.date))
        and (member.handled is null or member.handled = whole_day.handled)
    union all
    select school, student_id, category_set, date, null, true
    from int_missed_appointment as missed
    join ref_category_set as member
        on member.category = missed.category and member.subject is null and member.lesson_hour is null
        and member.minutes_from is null and member.handled is null
        and (member.iso_weekday is null or member.iso_weekday = extract(isodow from missed.date))
),
slots as (
    select school, student_id, category_set, date, lesson_hour, hours_known, count(*) as keer
    from counted
    group by school, student_id, category_set, date, lesson_hour, hours_known
),
final as (
    select
        school,
        student_id,
        category_set,
        date,
        cast(sum(keer) as bigint) as keer,
        nullif(count(case when hours_known then 1 end), 0) as hours,
        bool_and(hours_known) as hours_known,
        case when bool_and(hours_known) then min(lesson_hour) end as first_hour
    from slots
    group by school, student_id, category_set, date
)
select * from final

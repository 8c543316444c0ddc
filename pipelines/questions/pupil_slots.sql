-- question: pupil_slots
-- row: one registration of the pupil this school year up to the day, by lesson hour
-- about: pupils
-- grain: date, lesson_hour, category
-- column: date | DATE | day
-- column: school_week | BIGINT | number of the school week in the year
-- column: week_start | DATE | Monday of the week
-- column: iso_weekday | BIGINT | day of the week, Monday is 1
-- column: lesson_hour | BIGINT | lesson hour of the day; null when unknown
-- column: category | VARCHAR | category
-- column: subject | VARCHAR | subject abbreviation, when known
select slot.date, calendar.school_week, calendar.week_start, calendar.iso_weekday, slot.lesson_hour, slot.category,
    slot.subject
from (
    select school, student_id, date, lesson_hour, category, subject from int_slot
    union all
    select school, student_id, date, null, category, null from int_whole_day
) as slot
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = slot.school and pupil.student_id = slot.student_id
join ref_calendar as calendar on calendar.school = slot.school and calendar.date = slot.date
join ref_calendar as itself
    on itself.school = slot.school and itself.date = $on and itself.school_year = calendar.school_year
where slot.school = $school and slot.student_id = $student_id and slot.date <= $on
order by slot.date, slot.lesson_hour, slot.category

-- question: without_minutes
-- row: one late of this school year without minutes, where the protocol in force counts by them
-- about: pupils
-- grain: student_id, date, lesson_hour, category
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: klas | VARCHAR | last klas known on the day
-- column: mentor | VARCHAR | mentor code of that klas
-- column: date | DATE | day
-- column: lesson_hour | BIGINT | lesson hour of the day; null when unknown
-- column: category | VARCHAR | category
with
-- with: owned
select slot.student_id, owned.name, owned.klas, owned.mentor, slot.date, slot.lesson_hour, slot.category
from int_slot as slot
join owned on owned.school = slot.school and owned.student_id = slot.student_id
join ref_calendar as calendar on calendar.school = slot.school and calendar.date = slot.date
join ref_calendar as itself
    on itself.school = slot.school and itself.date = $on and itself.school_year = calendar.school_year
where slot.date <= $on and slot.minutes_late is null and slot.category in (
    select member.category
    from ref_school as of_school
    join ref_condition as condition on condition.protocol = of_school.protocol
    join ref_counter_term as term on term.counter = condition.counter
    join ref_category_set as member on member.category_set = term.category_set
    where of_school.school = $school and member.minutes_from is not null
)
order by slot.date desc, owned.sort_name, slot.lesson_hour

-- question: unknown_hours
-- row: one lesson hour of this school year without a known reason
-- about: pupils
-- grain: student_id, date, lesson_hour
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: klas | VARCHAR | last klas known on the day
-- column: mentor | VARCHAR | mentor code of that klas
-- column: date | DATE | day
-- column: lesson_hour | BIGINT | lesson hour of the day
-- column: age_school_days | BIGINT | school days since then
with
-- with: owned
select
    slot.student_id, owned.name, owned.klas, owned.mentor, slot.date, slot.lesson_hour,
    cast(last_day.school_day_rank - calendar.school_day_rank as bigint) as age_school_days
from int_slot as slot
join ref_category as of_category on of_category.category = slot.category and of_category.provisional
join owned on owned.school = slot.school and owned.student_id = slot.student_id
join ref_calendar as calendar on calendar.school = slot.school and calendar.date = slot.date
join ref_calendar as itself
    on itself.school = slot.school and itself.date = $on and itself.school_year = calendar.school_year
join (
    select school, max(school_day_rank) as school_day_rank from ref_calendar
    where is_school_day and date <= $on group by school
) as last_day on last_day.school = slot.school
where slot.date <= $on
order by age_school_days desc, owned.sort_name, slot.lesson_hour

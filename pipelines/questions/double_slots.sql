-- question: double_slots
-- row: one pupil and lesson hour of this school year with registrations that cannot all be true
-- about: pupils
-- grain: student_id, date, lesson_hour
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: klas | VARCHAR | last klas known on the day
-- column: mentor | VARCHAR | mentor code of that klas
-- column: date | DATE | day
-- column: lesson_hour | BIGINT | lesson hour of the day; null for a whole day
-- column: codes | VARCHAR | the codes
-- column: registrations | BIGINT | registrations
-- Late and sent out of the same lesson may both be true; absent and something else in one lesson cannot. Nothing tells
-- whether two lates without a lesson hour were of one lesson.
with
-- with: owned
select
    registration.student_id, owned.name, owned.klas, owned.mentor, registration.date, registration.lesson_hour,
    string_agg(registration.code, ' + ' order by registration.code) as codes, count(*) as registrations
from stg_registration as registration
join ref_category as of_category
    on of_category.category = registration.category and (of_category.absent or of_category.authorised is not null)
join owned on owned.school = registration.school and owned.student_id = registration.student_id
join ref_calendar as calendar
    on calendar.school = registration.school and calendar.date = registration.date and calendar.is_school_day
join ref_calendar as itself
    on itself.school = registration.school and itself.date = $on and itself.school_year = calendar.school_year
where registration.date <= $on and (registration.lesson_hour is not null or not registration.hours_known)
group by registration.student_id, owned.name, owned.sort_name, owned.klas, owned.mentor, registration.date,
    registration.lesson_hour
having count(*) > 1 and (bool_or(of_category.absent) or count(*) > count(distinct registration.category))
order by registration.date desc, owned.sort_name, registration.lesson_hour

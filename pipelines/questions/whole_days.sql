-- question: whole_days
-- row: one pupil, school day of this year up to the day and category of which the lesson hours are unknown
-- about: pupils
-- grain: student_id, date, category
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: klas | VARCHAR | last klas known on the day
-- column: mentor | VARCHAR | mentor code of that klas
-- column: date | DATE | school day
-- column: category | VARCHAR | category
-- column: absent | BOOLEAN | the pupil was absent
-- column: unauthorised | BOOLEAN | unauthorised by the protocol in force, or without a known reason yet
-- column: sick | BOOLEAN | sick by the national criteria
with
-- with: owned
select
    whole_day.student_id, owned.name, owned.klas, owned.mentor, whole_day.date, whole_day.category, of_category.absent,
    unauthorised.category is not null or whole_day.category = 'onbekend' as unauthorised,
    whole_day.category in (
        select member.category
        from ref_category_set as member
        join ref_counter_term as term on term.category_set = member.category_set
        join ref_condition as condition on condition.counter = term.counter and condition.protocol = 'nl-mazl'
    ) as sick
from int_whole_day as whole_day
join owned on owned.school = whole_day.school and owned.student_id = whole_day.student_id
join ref_category as of_category on of_category.category = whole_day.category
join ref_school as of_school on of_school.school = whole_day.school
left join ref_protocol_unauthorised as unauthorised
    on unauthorised.protocol = of_school.protocol and unauthorised.category = whole_day.category
join ref_calendar as calendar on calendar.school = whole_day.school and calendar.date = whole_day.date
join ref_calendar as itself
    on itself.school = whole_day.school and itself.date = $on and itself.school_year = calendar.school_year
where whole_day.date <= $on
order by whole_day.date desc, owned.sort_name, whole_day.student_id, whole_day.category

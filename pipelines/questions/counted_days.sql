-- question: counted_days
-- row: one pupil, ladder of the protocol in force and day of this school year on which something counted
-- about: pupils
-- grain: school, student_id, ladder, date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: ladder | VARCHAR | ladder id
-- column: date | DATE | day on which something counted
with counted as (
    select of_school.school, of_school.protocol, condition.ladder, condition.counter
    from ref_school as of_school
    join ref_condition as condition on condition.protocol = of_school.protocol
    group by of_school.school, of_school.protocol, condition.ladder, condition.counter
)
select contribution.school, contribution.student_id, counted.ladder, contribution.date
from int_contribution as contribution
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = contribution.school and pupil.student_id = contribution.student_id
join counted on counted.school = contribution.school and counted.counter = contribution.counter
join this_year($on) as this_year on this_year.school = contribution.school
join ref_calendar as calendar
    on calendar.school = contribution.school and calendar.date = contribution.date
    and calendar.school_year = this_year.school_year
where contribution.date <= $on and contribution.amount > 0 and list_contains($students, contribution.student_id)
group by contribution.school, contribution.student_id, counted.ladder, contribution.date
order by contribution.school, contribution.student_id, counted.ladder, contribution.date

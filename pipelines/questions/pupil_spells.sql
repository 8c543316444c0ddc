-- question: pupil_spells
-- row: one sick spell of a pupil this school year up to the day
-- about: pupils | each apart
-- grain: student_id, spell_start
-- column: student_id | VARCHAR | pupil number
-- column: spell_start | DATE | first day of the spell
-- column: last_day | DATE | last day so far
-- column: school_days | BIGINT | school days
-- column: hours | BIGINT | lesson hours; null when those of a day are unknown
-- column: running | BOOLEAN | it runs on the day
select spell_day.student_id, spell_day.spell_start, max(spell_day.date) as last_day, max(spell_day.day_in_spell) as school_days,
    cast(case when bool_and(spell_day.hours_known) then sum(spell_day.hours) end as bigint) as hours,
    max(spell_day.date) = max(last_day.date) as running
from int_spell_day as spell_day
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = spell_day.school and pupil.student_id = spell_day.student_id
join (
    select distinct term.category_set from ref_counter_term as term
    join ref_condition as condition on condition.counter = term.counter and condition.protocol = 'nl-mazl'
) as criteria on criteria.category_set = spell_day.category_set
join ref_calendar as calendar on calendar.school = spell_day.school and calendar.date = spell_day.date
join ref_calendar as itself
    on itself.school = spell_day.school and itself.date = $on and itself.school_year = calendar.school_year
join (
    select school, max(date) as date from ref_calendar where is_school_day and date <= $on group by school
) as last_day on last_day.school = spell_day.school
where spell_day.school = $school and spell_day.date <= $on
group by spell_day.student_id, spell_day.spell_start
order by spell_day.student_id, spell_day.spell_start desc

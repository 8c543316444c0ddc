-- question: early_pupils
-- row: one pupil of the whole school enrolled on the last of the early days; without name and place who is not the viewer's
-- about: pupils
-- grain: student_id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
-- column: is_visible | BOOLEAN | one of the viewer's and of the choice on the day
-- column: hours | BIGINT | sick lesson hours in the early days; null when those of a day are unknown
-- column: days | BIGINT | sick school days in the early days
-- column: spells | BIGINT | sick reports in the early days
-- column: last_sick_day | DATE | last sick day of the early days
-- column: mazl_since | DATE | first day of the year on which the national criteria were met
-- column: stayed | BOOLEAN | still enrolled in the same klas on the last day asked for
with visible as (select * from visible_pupils($viewer, $selection, $on)),
-- with: sick
ill as (
    select
        spell_day.student_id,
        cast(case when bool_and(spell_day.hours_known) then sum(spell_day.hours) end as bigint) as hours,
        count(*) as days,
        count(case when spell_day.day_in_spell = 1 then 1 end) as spells,
        max(spell_day.date) as last_sick_day
    from int_spell_day as spell_day
    join sick on sick.category_set = spell_day.category_set
    join ref_calendar as calendar
        on calendar.school = spell_day.school and calendar.date = spell_day.date and calendar.school_year = $year
    where spell_day.school = $school and spell_day.date <= $last
    group by spell_day.student_id
),
met as (
    select stretch.student_id, min(stretch.reached_on) as since
    from mart_stage_reached as stretch
    join ref_calendar as first_day
        on first_day.school = stretch.school and first_day.date = stretch.reached_on and first_day.school_year = $year
    where stretch.school = $school and stretch.protocol = 'nl-mazl' and stretch.reached_on <= $until
    group by stretch.student_id
)
select
    placement.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar, pupil.afdeling, pupil.mentor,
    pupil.student_id is not null as is_visible,
    -- Hours of a day that nothing tells are missing, those of nobody's day are none.
    case when ill.student_id is null then 0 else ill.hours end as hours,
    case when ill.student_id is null then 0 else ill.days end as days,
    case when ill.student_id is null then 0 else ill.spells end as spells, ill.last_sick_day,
    met.since as mazl_since, placement.valid_until > $until as stayed
from stg_placement as placement
left join visible as pupil on pupil.school = placement.school and pupil.student_id = placement.student_id
left join ill on ill.student_id = placement.student_id
left join met on met.student_id = placement.student_id
where placement.school = $school and is_in_reach($viewer, placement.school)
    and placement.valid_from <= $last and placement.valid_until > $last
order by days desc, spells desc, hours desc, pupil.sort_name, placement.student_id

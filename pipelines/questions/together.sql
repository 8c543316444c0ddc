-- question: together
-- row: one pupil: sick absence and unauthorised hours in the national window up to the day
-- about: pupils | each apart
-- grain: student_id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
-- column: mazl_since | DATE | day since which the national criteria are met; null when they are not
-- column: sick_spells | BIGINT | sick reports in the window
-- column: sick_days | BIGINT | sick school days in the window
-- column: last_sick_day | DATE | last of them
-- column: hours_judged | BIGINT | lesson hours absent that the protocol in force calls unauthorised
-- column: hours_unknown | BIGINT | lesson hours absent without a known reason
-- column: last_judged | DATE | last day with judged hours
with this_year as (select * from this_year($on)),
-- with: sick
-- with: mazl
slots as (
    select
        slot.student_id, slot.date, slot.lesson_hour,
        max(case when unauthorised.category is not null and slot.category <> 'onbekend' then 1 else 0 end) as judged,
        max(case when slot.category = 'onbekend' then 1 else 0 end) as unknown
    from int_slot as slot
    join this_year
        on this_year.school = slot.school and slot.date >= this_year.first_date and slot.date <= this_year.date
    join ref_school as of_school on of_school.school = slot.school
    join ref_calendar as calendar on calendar.school = slot.school and calendar.date = slot.date
    join sick on calendar.t > this_year.t - 7 * sick.weeks
    join ref_category as of_category on of_category.category = slot.category and of_category.absent
    left join ref_protocol_unauthorised as unauthorised
        on unauthorised.protocol = of_school.protocol and unauthorised.category = slot.category
    where slot.school = $school and (unauthorised.category is not null or slot.category = 'onbekend')
    group by slot.student_id, slot.date, slot.lesson_hour
),
unauthorised as (
    select
        student_id,
        cast(sum(judged) as bigint) as hours_judged,
        cast(sum(case when judged = 0 then unknown else 0 end) as bigint) as hours_unknown,
        max(case when judged = 1 then date end) as last_judged
    from slots
    group by student_id
),
ill as (
    select
        spell_day.student_id, count(*) as sick_days,
        count(case when spell_day.day_in_spell = 1 then 1 end) as sick_spells,
        max(spell_day.date) as last_sick_day
    from int_spell_day as spell_day
    join sick on sick.category_set = spell_day.category_set
    join this_year
        on this_year.school = spell_day.school and spell_day.date >= this_year.first_date
        and spell_day.date <= this_year.date
    join ref_calendar as calendar
        on calendar.school = spell_day.school and calendar.date = spell_day.date
        and calendar.t > this_year.t - 7 * sick.weeks
    where spell_day.school = $school
    group by spell_day.student_id
)
select
    pupil.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar, pupil.afdeling, pupil.mentor,
    mazl.since as mazl_since,
    -- No row in the window means: no registration in it.
    case when ill.sick_spells is null then 0 else ill.sick_spells end as sick_spells,
    case when ill.sick_days is null then 0 else ill.sick_days end as sick_days,
    ill.last_sick_day,
    case when unauthorised.hours_judged is null then 0 else unauthorised.hours_judged end as hours_judged,
    case when unauthorised.hours_unknown is null then 0 else unauthorised.hours_unknown end as hours_unknown,
    unauthorised.last_judged
from visible_pupils($viewer, $selection, $on) as pupil
left join mazl on mazl.school = pupil.school and mazl.student_id = pupil.student_id
left join unauthorised on unauthorised.student_id = pupil.student_id
left join ill on ill.student_id = pupil.student_id
where pupil.school = $school
order by hours_judged desc, pupil.sort_name, pupil.student_id

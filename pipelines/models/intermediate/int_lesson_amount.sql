-- table: int_lesson_amount
-- row: what the lessons of one school day add to a counter of which two terms may find the same lesson
-- grain: counter, school, student_id, date, expires_on
-- source: int_slot; a lesson counts once, by the larger weight, and in a spell that proves too long only while nobody knew
-- part: date | coalesce(expires_on, date)
-- column: counter | VARCHAR | counter id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: expires_on | DATE | first day on which it counts no longer; null when it stays
-- column: amount | DOUBLE | weighted lesson hours
with several as (
    select counter from ref_counter_term where unit = 'lesuur' group by counter having count(*) > 1
),
lessons as (
    select
        term.counter, slot.school, slot.student_id, slot.date, slot.lesson_hour,
        max(case when term.max_spell_days is null then term.weight else 0 end) as lasting,
        max(case when term.max_spell_days is not null then term.weight else 0 end) as passing,
        min(short_spell.expires_on) as expires_on
    from ref_counter_term as term
    join several on several.counter = term.counter
    join ref_category_set as member on member.category_set = term.category_set
    join int_slot as slot
        on slot.category = member.category
        and (member.subject is null or member.subject = slot.subject)
        and (member.lesson_hour is null or member.lesson_hour = slot.lesson_hour)
        and (member.iso_weekday is null or member.iso_weekday = extract(isodow from slot.date))
        and (member.minutes_from is null or (slot.minutes_late is null and member.minutes_unknown)
            or slot.minutes_late between member.minutes_from and member.minutes_until)
        and (member.handled is null or member.handled = slot.handled)
    join ref_calendar as calendar on calendar.school = slot.school and calendar.date = slot.date
    left join int_short_spell as short_spell
        on short_spell.category_set = term.category_set
        and short_spell.max_spell_days = term.max_spell_days
        and short_spell.school = slot.school
        and short_spell.student_id = slot.student_id
        and short_spell.date = slot.date
    where term.unit = 'lesuur'
        and (term.max_spell_days is null or short_spell.date is not null)
        and (term.day_filter is null or (term.day_filter = 'vakantierand' and calendar.vacation_edge))
    group by term.counter, slot.school, slot.student_id, slot.date, slot.lesson_hour
),
parts as (
    select counter, school, student_id, date, cast(null as date) as expires_on, lasting as amount
    from lessons
    where lasting > 0
    union all
    select counter, school, student_id, date, expires_on, passing - lasting
    from lessons
    where passing > lasting
),
final as (
    select counter, school, student_id, date, expires_on, cast(sum(amount) as double) as amount
    from parts
    group by counter, school, student_id, date, expires_on
)
select * from final

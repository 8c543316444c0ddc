-- table: int_lesson_amount
-- row: what the lessons of one school day add to a counter of which two terms may find the same lesson
-- grain: counter, school, student_id, date, expires_on
-- source: int_slot; a lesson counts once, by the larger weight, and in a spell that proves too long only while nobody knew
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
        term.counter, int_slot.school, int_slot.student_id, int_slot.date, int_slot.lesson_hour,
        max(case when term.max_spell_days is null then term.weight else 0 end) as lasting,
        max(case when term.max_spell_days is not null then term.weight else 0 end) as passing,
        min(int_short_spell.expires_on) as expires_on
    from ref_counter_term as term
    join several on several.counter = term.counter
    join ref_category_set on ref_category_set.category_set = term.category_set
    join int_slot on int_slot.category = ref_category_set.category
    join ref_calendar on ref_calendar.school = int_slot.school and ref_calendar.date = int_slot.date
    left join int_short_spell
        on int_short_spell.category_set = term.category_set
        and int_short_spell.max_spell_days = term.max_spell_days
        and int_short_spell.school = int_slot.school
        and int_short_spell.student_id = int_slot.student_id
        and int_short_spell.date = int_slot.date
    where term.unit = 'lesuur'
        and (term.max_spell_days is null or int_short_spell.date is not null)
        and (term.day_filter is null or (term.day_filter = 'vakantierand' and ref_calendar.vacation_edge))
    group by term.counter, int_slot.school, int_slot.student_id, int_slot.date, int_slot.lesson_hour
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

-- table: int_short_spell
-- row: one day of a spell for a counter that keeps to spells of at most so many days
-- grain: school, student_id, category_set, max_spell_days, date
-- source: int_spell_day; a spell that turns out longer still counted during its first days, when nobody could know
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: category_set | VARCHAR | the counted categories
-- column: date | DATE | school day
-- column: day_in_spell | BIGINT | school days from the start up to and including this day
-- column: hours | BIGINT | distinct missed lesson hours of the day; null when they are unknown
-- column: max_spell_days | BIGINT | the longest spell that counts
-- column: expires_on | DATE | first day on which it counts no longer: the spell then proved longer
with limits as (
    select category_set, max_spell_days
    from ref_counter_term
    where max_spell_days is not null
    group by category_set, max_spell_days
),
final as (
    select
        spell_day.school,
        spell_day.student_id,
        spell_day.category_set,
        spell_day.date,
        spell_day.day_in_spell,
        spell_day.hours,
        limits.max_spell_days,
        max(case when spell_day.day_in_spell = limits.max_spell_days + 1 then spell_day.date end) over (
            partition by
                spell_day.school, spell_day.student_id, spell_day.category_set, spell_day.spell_start,
                limits.max_spell_days
        ) as expires_on
    from int_spell_day as spell_day
    join limits on limits.category_set = spell_day.category_set
)
select * from final where day_in_spell <= max_spell_days

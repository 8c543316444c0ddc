-- question: spell_traits
-- row: one sick spell of the school year and one kind of pattern, of every pupil of the school
-- about: school | what a pupil is compared with is the whole school
-- grain: kind, base, student_id, spell_start
-- column: kind | VARCHAR | kind of pattern
-- column: base | VARCHAR | with whom the pupil is compared: the school, or for a subject the klas
-- column: student_id | VARCHAR | pupil number
-- column: school_days | VARCHAR | weekdays of the pupil so far, from registrations with a plus
-- column: choice | VARCHAR | the option on which the first day falls; null for none of them
-- column: spell_start | DATE | first day of the spell
select trait.kind, trait.base, trait.student_id, trait.school_days, trait.choice, trait.spell_start
from int_spell_trait as trait
join ref_calendar as itself
    on itself.school = trait.school and itself.date = $on and itself.school_year = trait.school_year
where trait.school = $school and is_in_reach($viewer, trait.school) and trait.spell_start <= $on
order by trait.kind, trait.base, trait.spell_start, trait.student_id

-- table: int_pattern_stage
-- row: one pupil at a stage that asks for a tested sick pattern, in one school year
-- grain: school, protocol, ladder, stage, student_id, reached_until
-- source: ref_pattern, the outcome of the pattern test on the first day of each spell in int_spell_trait
-- column: school | VARCHAR | school id
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: student_id | VARCHAR | pupil number
-- column: reached_on | DATE | first day of the spell that made the pattern notable
-- column: reached_until | DATE | last day of the school year
-- column: kind | VARCHAR | kind of pattern
-- column: base | VARCHAR | klas whose spells were the comparison for a subject, else empty text
-- column: choice | VARCHAR | option on which the spells fall
with final as (
    select
        notable.school,
        rule.protocol,
        rule.ladder,
        rule.stage,
        notable.student_id,
        notable.date as reached_on,
        span.last_day as reached_until,
        trait.kind,
        trait.base,
        notable.choice
    from ref_pattern as notable
    join int_spell_trait as trait
        on trait.school = notable.school and trait.student_id = notable.student_id and trait.spell_start = notable.date
        and trait.kind = notable.kind
    join ref_window as span
        on span.school = notable.school and span.date = notable.date and span.window_kind = 'schooljaar'
    join ref_stage as rule on rule.rule = 'pattern'
)
select * from final

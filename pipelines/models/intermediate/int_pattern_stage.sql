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
        f.school,
        ref_stage.protocol,
        ref_stage.ladder,
        ref_stage.stage,
        f.student_id,
        f.date as reached_on,
        w.last_day as reached_until,
        t.kind,
        t.base,
        f.choice
    from ref_pattern as f
    join int_spell_trait as t
        on t.school = f.school and t.student_id = f.student_id and t.spell_start = f.date and t.kind = f.kind
    join ref_window as w on w.school = f.school and w.date = f.date and w.window_kind = 'schooljaar'
    join ref_stage on ref_stage.rule = 'pattern'
)
select * from final

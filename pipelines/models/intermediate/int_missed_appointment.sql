-- table: int_missed_appointment
-- row: one school day on which a pupil did not come to appointments of a kind; however many those were, it is one
-- grain: school, student_id, date, category
-- source: raw_followup by the words of its measure, and raw_appointment, what people noted: a note goes before the file
-- part: date
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day of the appointment
-- column: category | VARCHAR | category of a missed appointment of this kind
with measures as (
    select followup.measure, arg_min(named.kind, named.word_order) as kind
    from (select distinct measure from raw_followup where measure is not null) as followup
    join ref_appointment_word as named on contains(lower(followup.measure), named.word)
    group by followup.measure
),
of_files as (
    select followup.school, followup.student_id, followup.date, measures.kind, not bool_and(followup.shown) as missed
    from raw_followup as followup
    join measures on measures.measure = followup.measure
    where followup.shown is not null
    group by followup.school, followup.student_id, followup.date, measures.kind
),
of_notes as (
    select school, student_id, date, kind, not bool_and(came) as missed
    from raw_appointment
    group by school, student_id, date, kind
),
final as (
    select said.school, said.student_id, said.date, of_kind.missed as category
    from (
        select school, student_id, date, kind, missed from of_notes
        union all
        select of_files.school, of_files.student_id, of_files.date, of_files.kind, of_files.missed
        from of_files
        left join of_notes
            on of_notes.school = of_files.school and of_notes.student_id = of_files.student_id
            and of_notes.date = of_files.date and of_notes.kind = of_files.kind
        where of_notes.school is null
    ) as said
    join ref_appointment as of_kind on of_kind.kind = said.kind
    join ref_calendar as calendar
        on calendar.school = said.school and calendar.date = said.date and calendar.is_school_day
    where said.missed
)
select * from final

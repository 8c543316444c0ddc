-- table: int_registration_number
-- row: one registration of a counter by which a stage acts again after some kinds of registrations only
-- grain: counter, school, student_id, date, number_in_day, category
-- source: int_slot, in the order of the lessons; no threshold touches it, so a what-if reads it as it stands
-- part: date
-- column: counter | VARCHAR | counter id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: number_in_day | BIGINT | first, second, ... that the counter counts that day; one number a lesson where it counts lessons
-- column: category | VARCHAR | category of the registration
with kinds as (
    select
        term.counter, member.category, member.subject, member.lesson_hour, member.iso_weekday,
        member.minutes_from, member.minutes_until, member.minutes_unknown, member.handled, term.unit = 'keer' as by_category
    from ref_recurrence as repetition
    join ref_counter_term as term on term.counter = repetition.counter
    join ref_category_set as member on member.category_set = term.category_set
    where repetition.by_kind
    group by
        term.counter, member.category, member.subject, member.lesson_hour, member.iso_weekday,
        member.minutes_from, member.minutes_until, member.minutes_unknown, member.handled, term.unit = 'keer'
),
final as (
    select
        kinds.counter,
        slot.school,
        slot.student_id,
        slot.date,
        dense_rank() over (
            partition by kinds.counter, slot.school, slot.student_id, slot.date
            order by slot.lesson_hour, case when kinds.by_category then slot.category end
        ) as number_in_day,
        slot.category
    from int_slot as slot
    join kinds
        on kinds.category = slot.category
        and (kinds.subject is null or kinds.subject = slot.subject)
        and (kinds.lesson_hour is null or kinds.lesson_hour = slot.lesson_hour)
        and (kinds.iso_weekday is null or kinds.iso_weekday = extract(isodow from slot.date))
        and (kinds.minutes_from is null or (slot.minutes_late is null and kinds.minutes_unknown)
            or slot.minutes_late between kinds.minutes_from and kinds.minutes_until)
        and (kinds.handled is null or kinds.handled = slot.handled)
)
select * from final

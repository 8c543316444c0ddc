-- table: int_norm_day
-- row: one pupil and school day with hours that the 16-hour norm looks at
-- grain: school, student_id, date
-- source: int_slot with the categories that the protocol in force calls unauthorised; sick and leave never count
-- part: date | date '2999-01-01'
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: t | BIGINT | day on the axis of school weeks
-- column: judged | DOUBLE | hours judged unauthorised, unauthorised lates weighed by the protocol
-- column: late | DOUBLE | the part of the judged hours that lates add by their weight: of those no lesson was missed
-- column: unknown | DOUBLE | hours without a known reason yet, beyond what is judged of the same lesson
-- column: counted | DOUBLE | hours that count for the norm: judged, and unknown where the protocol says so
with slots as (
    select
        slot.school,
        slot.student_id,
        slot.date,
        slot.lesson_hour,
        max(case
            when unauthorised.category is not null and slot.category <> 'onbekend' then of_school.hour_factor
            else 0
        end) as absent,
        max(case when slot.category = 'onbekend' then of_school.hour_factor else 0 end) as unknown,
        -- The weight of a late is in hours of the norm, however long a lesson is.
        max(case when slot.category = 'te_laat_ongeoorloofd' then of_protocol.late_weight else 0 end) as late
    from int_slot as slot
    join ref_school as of_school on of_school.school = slot.school
    join ref_protocol as of_protocol on of_protocol.protocol = of_school.protocol
    left join ref_protocol_unauthorised as unauthorised
        on unauthorised.protocol = of_school.protocol and unauthorised.category = slot.category
    where unauthorised.category is not null or slot.category in ('onbekend', 'te_laat_ongeoorloofd')
    group by slot.school, slot.student_id, slot.date, slot.lesson_hour
),
days as (
    -- A lesson is worth the larger of what its registrations are worth, not their sum.
    select
        slots.school,
        slots.student_id,
        slots.date,
        sum(greatest(absent, late)) as judged,
        sum(greatest(late - absent, 0)) as late,
        sum(greatest(unknown - greatest(absent, late), 0)) as unknown
    from slots
    group by slots.school, slots.student_id, slots.date
),
final as (
    select
        days.school,
        days.student_id,
        days.date,
        calendar.t,
        cast(days.judged as double) as judged,
        cast(days.late as double) as late,
        cast(days.unknown as double) as unknown,
        cast(days.judged + case when of_protocol.unknown_counts then days.unknown else 0 end as double) as counted
    from days
    join ref_calendar as calendar on calendar.school = days.school and calendar.date = days.date
    join ref_school as of_school on of_school.school = days.school
    join ref_protocol as of_protocol on of_protocol.protocol = of_school.protocol
    where days.judged > 0 or days.unknown > 0
)
select * from final

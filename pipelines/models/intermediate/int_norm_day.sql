-- table: int_norm_day
-- row: one pupil and school day with hours that the 16-hour norm looks at
-- grain: school, student_id, date
-- source: int_slot with the categories that the protocol in force calls unauthorised; sick and leave never count
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
        int_slot.school,
        int_slot.student_id,
        int_slot.date,
        int_slot.lesson_hour,
        max(case when pu.category is not null and int_slot.category <> 'onbekend' then ref_school.hour_factor else 0 end)
            as absent,
        max(case when int_slot.category = 'onbekend' then ref_school.hour_factor else 0 end) as unknown,
        -- The weight of a late is in hours of the norm, however long a lesson is.
        max(case when int_slot.category = 'te_laat_ongeoorloofd' then ref_protocol.late_weight else 0 end) as late
    from int_slot
    join ref_school on ref_school.school = int_slot.school
    join ref_protocol on ref_protocol.protocol = ref_school.protocol
    left join ref_protocol_unauthorised as pu
        on pu.protocol = ref_school.protocol and pu.category = int_slot.category
    where pu.category is not null or int_slot.category in ('onbekend', 'te_laat_ongeoorloofd')
    group by int_slot.school, int_slot.student_id, int_slot.date, int_slot.lesson_hour
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
        ref_calendar.t,
        cast(days.judged as double) as judged,
        cast(days.late as double) as late,
        cast(days.unknown as double) as unknown,
        cast(days.judged + case when ref_protocol.unknown_counts then days.unknown else 0 end as double) as counted
    from days
    join ref_calendar on ref_calendar.school = days.school and ref_calendar.date = days.date
    join ref_school on ref_school.school = days.school
    join ref_protocol on ref_protocol.protocol = ref_school.protocol
    where days.judged > 0 or days.unknown > 0
)
select * from final

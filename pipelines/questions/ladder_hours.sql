-- question: ladder_hours
-- row: one ladder of the protocol in force, pupil and school week with lesson hours that the ladder counts
-- about: school | the whole of it, because similar pupils are sought in all of it: of single pupils nothing is shown
-- grain: ladder, student_id, week_rank
-- column: ladder | VARCHAR | ladder id
-- column: student_id | VARCHAR | pupil number
-- column: week_rank | BIGINT | number of the school week, counted through all years
-- column: hours | BIGINT | distinct lesson hours
-- What a ladder counts: every category of its counters. The norm has a rule instead, and counts what is unauthorised.
with counted as (
    select condition.ladder, member.category, member.subject, member.lesson_hour, member.iso_weekday,
        member.minutes_from, member.minutes_until, member.minutes_unknown, member.handled
    from ref_school as of_school
    join ref_condition as condition on condition.protocol = of_school.protocol
    join ref_counter_term as term on term.counter = condition.counter
    join ref_category_set as member on member.category_set = term.category_set
    where of_school.school = $school
    group by condition.ladder, member.category, member.subject, member.lesson_hour, member.iso_weekday,
        member.minutes_from, member.minutes_until, member.minutes_unknown, member.handled
    union all
    select of_ladder.ladder, unauthorised.category, null, null, null, null, null, null, null
    from ref_school as of_school
    join ref_ladder as of_ladder on of_ladder.protocol = of_school.protocol
    join ref_protocol_unauthorised as unauthorised on unauthorised.protocol = of_school.protocol
    where of_school.school = $school and not exists (
        select 1 from ref_condition as condition
        where condition.protocol = of_ladder.protocol and condition.ladder = of_ladder.ladder
    )
),
slots as (
    select counted.ladder, slot.student_id, slot.date, slot.lesson_hour
    from int_slot as slot
    join counted
        on counted.category = slot.category
        and (counted.subject is null or counted.subject = slot.subject)
        and (counted.lesson_hour is null or counted.lesson_hour = slot.lesson_hour)
        and (counted.iso_weekday is null or counted.iso_weekday = extract(isodow from slot.date))
        and (counted.minutes_from is null or (slot.minutes_late is null and counted.minutes_unknown)
            or slot.minutes_late between counted.minutes_from and counted.minutes_until)
        and (counted.handled is null or counted.handled = slot.handled)
    where slot.school = $school and is_in_reach($viewer, slot.school) and slot.date <= $on
    group by counted.ladder, slot.student_id, slot.date, slot.lesson_hour
)
select slots.ladder, slots.student_id, calendar.week_rank, count(*) as hours
from slots
join ref_calendar as calendar on calendar.school = $school and calendar.date = slots.date
group by slots.ladder, slots.student_id, calendar.week_rank

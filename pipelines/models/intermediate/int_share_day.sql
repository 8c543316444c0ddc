-- table: int_share_day
-- row: what one school day of a pupil adds to a share of lessons
-- grain: counter, school, student_id, subject, date
-- source: int_slot against the lessons of the window (int_scheduled_day)
-- column: counter | VARCHAR | counter id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: subject | VARCHAR | the subject, of a counter of which the highest subject counts; else null
-- column: date | DATE | school day
-- column: hours | BIGINT | missed lesson hours of the day
-- column: scheduled | DOUBLE | lesson hours of the fixed window; of the school year where the window moves
-- column: amount | DOUBLE | percent of the lessons of a fixed window; a hundred times the hours where the window moves
with shares as (
    select term.counter, term.term_no, term.category_set, term.weight, of_counter.window_kind,
        of_counter.window_number is not null as moves, of_counter.by_subject
    from ref_counter_term as term
    join ref_counter as of_counter on of_counter.counter = term.counter
    where term.unit = 'procent'
),
scheduled as (
    -- Nothing is known of a pupil without lessons to hold it against.
    select
        scheduled_day.counter, scheduled_day.term_no, scheduled_day.school, scheduled_day.student_id,
        scheduled_day.subject, span.window_key, sum(scheduled_day.hours) as scheduled
    from int_scheduled_day as scheduled_day
    join shares on shares.counter = scheduled_day.counter and shares.term_no = scheduled_day.term_no
    join ref_window as span
        on span.school = scheduled_day.school and span.date = scheduled_day.date
        and span.window_kind = shares.window_kind
    group by
        scheduled_day.counter, scheduled_day.term_no, scheduled_day.school, scheduled_day.student_id,
        scheduled_day.subject, span.window_key
),
missed as (
    select
        shares.counter, shares.term_no, shares.weight, shares.window_kind, shares.moves, slot.school, slot.student_id,
        case when shares.by_subject then slot.subject end as subject, slot.date,
        count(distinct slot.lesson_hour) as hours
    from shares
    join ref_category_set as member on member.category_set = shares.category_set
    join int_slot as slot
        on slot.category = member.category
        and (member.subject is null or member.subject = slot.subject)
        and (member.lesson_hour is null or member.lesson_hour = slot.lesson_hour)
        and (member.iso_weekday is null or member.iso_weekday = extract(isodow from slot.date))
        and (member.minutes_from is null or (slot.minutes_late is null and member.minutes_unknown)
            or slot.minutes_late between member.minutes_from and member.minutes_until)
        and (member.handled is null or member.handled = slot.handled)
    group by
        shares.counter, shares.term_no, shares.weight, shares.window_kind, shares.moves, slot.school, slot.student_id,
        case when shares.by_subject then slot.subject end, slot.date
),
final as (
    select
        missed.counter, missed.school, missed.student_id, missed.subject, missed.date,
        cast(sum(missed.hours) as bigint) as hours,
        cast(max(scheduled.scheduled) as double) as scheduled,
        cast(sum(
            missed.weight * 100.0 * missed.hours / case when missed.moves then 1 else scheduled.scheduled end
        ) as double) as amount
    from missed
    join ref_window as span
        on span.school = missed.school and span.date = missed.date and span.window_kind = missed.window_kind
    join scheduled
        on scheduled.counter = missed.counter and scheduled.term_no = missed.term_no
        and scheduled.school = missed.school and scheduled.student_id = missed.student_id
        and scheduled.subject is not distinct from missed.subject and scheduled.window_key = span.window_key
        and scheduled.scheduled > 0
    where missed.hours > 0
    group by missed.counter, missed.school, missed.student_id, missed.subject, missed.date
)
select * from final

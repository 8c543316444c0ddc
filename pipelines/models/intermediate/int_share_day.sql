-- table: int_share_day
-- row: what one school day of a pupil adds to a share of lessons, in percent of the lessons of the whole window
-- grain: counter, school, student_id, date
-- source: int_slot against the timetable (int_timetable_week); all lessons together also against the lesson table
-- column: counter | VARCHAR | counter id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: hours | BIGINT | missed lesson hours of the day
-- column: scheduled | DOUBLE | lesson hours of the window, weeks without a timetable as the last known one
-- column: amount | DOUBLE | percent that the day adds; nothing is known of a pupil without lessons to hold it against
with shares as (
    select term.counter, term.term_no, term.category_set, lower(term.subject) as subject, term.weight,
        of_counter.window_kind
    from ref_counter_term as term
    join ref_counter as of_counter on of_counter.counter = term.counter
    where term.unit = 'procent'
),
taught as (
    select shares.counter, shares.term_no, shares.window_kind, lesson.school, lesson.student_id, lesson.date,
        lesson.lesson_hour
    from shares
    join raw_lesson as lesson on lesson.subject = shares.subject
    union all
    select shares.counter, shares.term_no, shares.window_kind, lesson.school, lesson.student_id, lesson.date,
        lesson.lesson_hour
    from shares
    cross join raw_lesson as lesson
    where shares.subject is null
),
lessons as (
    select
        taught.counter, taught.term_no, taught.window_kind, taught.school, taught.student_id,
        calendar.week_start, calendar.iso_weekday,
        count(distinct taught.lesson_hour) as hours
    from taught
    join ref_calendar as calendar on calendar.school = taught.school and calendar.date = taught.date
    group by
        taught.counter, taught.term_no, taught.window_kind, taught.school, taught.student_id,
        calendar.week_start, calendar.iso_weekday
),
placed as (
    select school, student_id from stg_placement group by school, student_id
),
by_timetable as (
    select
        lessons.counter,
        lessons.term_no,
        lessons.school,
        lessons.student_id,
        span.window_key,
        cast(sum(lessons.hours) as double) as scheduled
    from lessons
    join int_timetable_week as timetable_week
        on timetable_week.school = lessons.school and timetable_week.student_id = lessons.student_id
        and timetable_week.known_week = lessons.week_start
    join ref_window as span
        on span.school = lessons.school
        and span.date = timetable_week.week_start + cast(lessons.iso_weekday - 1 as integer)
        and span.window_kind = lessons.window_kind
    -- Before a pupil came and after he or she left there were no lessons; who is on no list was there all year.
    left join placed on placed.school = timetable_week.school and placed.student_id = timetable_week.student_id
    left join stg_placement as placement
        on placement.school = timetable_week.school and placement.student_id = timetable_week.student_id
        and placement.valid_from <= span.date and placement.valid_until > span.date
    where placement.student_id is not null or placed.student_id is null
    group by lessons.counter, lessons.term_no, lessons.school, lessons.student_id, span.window_key
),
by_table as (
    select
        shares.counter,
        shares.term_no,
        placement.school,
        placement.student_id,
        span.window_key,
        sum(coalesce(own.hours_a_week, general.hours_a_week) / 5.0) as scheduled
    from shares
    cross join stg_placement as placement
    join ref_calendar as calendar
        on calendar.school = placement.school and calendar.is_school_day and calendar.date >= placement.valid_from
        and calendar.date < placement.valid_until
    join ref_window as span
        on span.school = placement.school and span.date = calendar.date and span.window_kind = shares.window_kind
    left join ref_lesson_table as own on own.school = placement.school and own.leerjaar = placement.leerjaar
    left join ref_lesson_table as general on general.school = placement.school and general.leerjaar is null
    where shares.subject is null and not exists (
        select 1 from int_timetable_week as timetable_week
        where timetable_week.school = placement.school and timetable_week.student_id = placement.student_id
            and timetable_week.school_year = calendar.school_year
    )
    group by shares.counter, shares.term_no, placement.school, placement.student_id, span.window_key
),
scheduled as (
    select * from by_timetable
    union all
    select * from by_table
),
missed as (
    select
        shares.counter, shares.term_no, shares.weight, shares.window_kind, slot.school, slot.student_id, slot.date,
        count(distinct slot.lesson_hour) as hours
    from shares
    join ref_category_set as member on member.category_set = shares.category_set
    join int_slot as slot
        on slot.category = member.category and (shares.subject is null or slot.subject = shares.subject)
    group by shares.counter, shares.term_no, shares.weight, shares.window_kind, slot.school, slot.student_id, slot.date
),
final as (
    select
        missed.counter, missed.school, missed.student_id, missed.date,
        cast(sum(missed.hours) as bigint) as hours,
        cast(max(scheduled.scheduled) as double) as scheduled,
        cast(sum(missed.weight * 100.0 * missed.hours / scheduled.scheduled) as double) as amount
    from missed
    join ref_window as span
        on span.school = missed.school
        and span.date = missed.date
        and span.window_kind = missed.window_kind
    join scheduled
        on scheduled.counter = missed.counter
        and scheduled.term_no = missed.term_no
        and scheduled.school = missed.school
        and scheduled.student_id = missed.student_id
        and scheduled.window_key = span.window_key
        and scheduled.scheduled > 0
    where missed.hours > 0
    group by missed.counter, missed.school, missed.student_id, missed.date
)
select * from final

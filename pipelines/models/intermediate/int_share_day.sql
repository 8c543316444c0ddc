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
    select t.counter, t.term_no, t.category_set, lower(t.subject) as subject, t.weight, c.window_kind
    from ref_counter_term as t
    join ref_counter as c on c.counter = t.counter
    where t.unit = 'procent'
),
taught as (
    select shares.counter, shares.term_no, shares.window_kind, l.school, l.student_id, l.date, l.lesson_hour
    from shares
    join raw_lesson as l on l.subject = shares.subject
    union all
    select shares.counter, shares.term_no, shares.window_kind, l.school, l.student_id, l.date, l.lesson_hour
    from shares
    cross join raw_lesson as l
    where shares.subject is null
),
lessons as (
    select
        taught.counter, taught.term_no, taught.window_kind, taught.school, taught.student_id,
        ref_calendar.week_start, ref_calendar.iso_weekday,
        count(distinct taught.lesson_hour) as hours
    from taught
    join ref_calendar on ref_calendar.school = taught.school and ref_calendar.date = taught.date
    group by
        taught.counter, taught.term_no, taught.window_kind, taught.school, taught.student_id,
        ref_calendar.week_start, ref_calendar.iso_weekday
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
        ref_window.window_key,
        cast(sum(lessons.hours) as double) as scheduled
    from lessons
    join int_timetable_week as w
        on w.school = lessons.school and w.student_id = lessons.student_id and w.known_week = lessons.week_start
    join ref_window
        on ref_window.school = lessons.school
        and ref_window.date = w.week_start + cast(lessons.iso_weekday - 1 as integer)
        and ref_window.window_kind = lessons.window_kind
    -- Before a pupil came and after he or she left there were no lessons; who is on no list was there all year.
    left join placed on placed.school = w.school and placed.student_id = w.student_id
    left join stg_placement as p
        on p.school = w.school and p.student_id = w.student_id
        and p.valid_from <= ref_window.date and p.valid_until > ref_window.date
    where p.student_id is not null or placed.student_id is null
    group by lessons.counter, lessons.term_no, lessons.school, lessons.student_id, ref_window.window_key
),
by_table as (
    select
        shares.counter,
        shares.term_no,
        p.school,
        p.student_id,
        ref_window.window_key,
        sum(coalesce(own.hours_a_week, general.hours_a_week) / 5.0) as scheduled
    from shares
    cross join stg_placement as p
    join ref_calendar as c
        on c.school = p.school and c.is_school_day and c.date >= p.valid_from and c.date < p.valid_until
    join ref_window
        on ref_window.school = p.school and ref_window.date = c.date and ref_window.window_kind = shares.window_kind
    left join ref_lesson_table as own on own.school = p.school and own.leerjaar = p.leerjaar
    left join ref_lesson_table as general on general.school = p.school and general.leerjaar is null
    where shares.subject is null and not exists (
        select 1 from int_timetable_week as w
        where w.school = p.school and w.student_id = p.student_id and w.school_year = c.school_year
    )
    group by shares.counter, shares.term_no, p.school, p.student_id, ref_window.window_key
),
scheduled as (
    select * from by_timetable
    union all
    select * from by_table
),
missed as (
    select
        shares.counter, shares.term_no, shares.weight, shares.window_kind, s.school, s.student_id, s.date,
        count(distinct s.lesson_hour) as hours
    from shares
    join ref_category_set as m on m.category_set = shares.category_set
    join int_slot as s on s.category = m.category and (shares.subject is null or s.subject = shares.subject)
    group by shares.counter, shares.term_no, shares.weight, shares.window_kind, s.school, s.student_id, s.date
),
final as (
    select
        missed.counter, missed.school, missed.student_id, missed.date,
        cast(sum(missed.hours) as bigint) as hours,
        cast(max(scheduled.scheduled) as double) as scheduled,
        cast(sum(missed.weight * 100.0 * missed.hours / scheduled.scheduled) as double) as amount
    from missed
    join ref_window
        on ref_window.school = missed.school
        and ref_window.date = missed.date
        and ref_window.window_kind = missed.window_kind
    join scheduled
        on scheduled.counter = missed.counter
        and scheduled.term_no = missed.term_no
        and scheduled.school = missed.school
        and scheduled.student_id = missed.student_id
        and scheduled.window_key = ref_window.window_key
        and scheduled.scheduled > 0
    where missed.hours > 0
    group by missed.counter, missed.school, missed.student_id, missed.date
)
select * from final

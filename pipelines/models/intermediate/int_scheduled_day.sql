-- table: int_scheduled_day
-- row: lesson hours of one pupil on one school day, of the lessons of which a counter is a share
-- grain: counter, term_no, school, student_id, subject, date
-- source: the timetable, weeks without one as the last known one (int_timetable_week); all lessons together also by the lesson table
-- column: counter | VARCHAR | counter id
-- column: term_no | BIGINT | summand of the counter
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: subject | VARCHAR | the subject, of a counter of which the highest subject counts; else null
-- column: date | DATE | school day
-- column: hours | DOUBLE | lesson hours
with kept as (
    select
        term.counter, term.term_no, of_counter.by_subject, member.subject, member.lesson_hour, member.iso_weekday
    from ref_counter_term as term
    join ref_counter as of_counter on of_counter.counter = term.counter
    join ref_category_set as member on member.category_set = term.category_set
    where term.unit = 'procent'
    group by
        term.counter, term.term_no, of_counter.by_subject, member.subject, member.lesson_hour, member.iso_weekday
),
taught as (
    select kept.*, lesson.school, lesson.student_id, lesson.date, lesson.lesson_hour as hour, lesson.subject as taught
    from kept
    join raw_lesson as lesson on lesson.subject = kept.subject
    union all
    select kept.*, lesson.school, lesson.student_id, lesson.date, lesson.lesson_hour, lesson.subject
    from kept
    cross join raw_lesson as lesson
    where kept.subject is null
),
lessons as (
    select
        taught.counter, taught.term_no, taught.school, taught.student_id,
        case when taught.by_subject then taught.taught end as subject,
        calendar.week_start, calendar.iso_weekday,
        count(distinct taught.hour) as hours
    from taught
    join ref_calendar as calendar on calendar.school = taught.school and calendar.date = taught.date
    where (not taught.by_subject or taught.taught is not null)
        and (taught.lesson_hour is null or taught.lesson_hour = taught.hour)
        and (taught.iso_weekday is null or taught.iso_weekday = calendar.iso_weekday)
    group by
        taught.counter, taught.term_no, taught.school, taught.student_id,
        case when taught.by_subject then taught.taught end, calendar.week_start, calendar.iso_weekday
),
placed as (
    select school, student_id from stg_placement group by school, student_id
),
by_timetable as (
    select
        lessons.counter, lessons.term_no, lessons.school, lessons.student_id, lessons.subject,
        timetable_week.week_start + cast(lessons.iso_weekday - 1 as integer) as date, lessons.hours
    from lessons
    join int_timetable_week as timetable_week
        on timetable_week.school = lessons.school and timetable_week.student_id = lessons.student_id
        and timetable_week.known_week = lessons.week_start
),
by_table as (
    select
        kept.counter, kept.term_no, placement.school, placement.student_id, calendar.date,
        coalesce(own.hours_a_week, general.hours_a_week) / 5.0 as hours
    from kept
    cross join stg_placement as placement
    join ref_calendar as calendar
        on calendar.school = placement.school and calendar.is_school_day and calendar.date >= placement.valid_from
        and calendar.date < placement.valid_until
    left join ref_lesson_table as own on own.school = placement.school and own.leerjaar = placement.leerjaar
    left join ref_lesson_table as general on general.school = placement.school and general.leerjaar is null
    where not kept.by_subject and kept.subject is null and kept.lesson_hour is null and kept.iso_weekday is null
        and coalesce(own.hours_a_week, general.hours_a_week) > 0
        and not exists (
            select 1 from int_timetable_week as timetable_week
            where timetable_week.school = placement.school and timetable_week.student_id = placement.student_id
                and timetable_week.school_year = calendar.school_year
        )
),
final as (
    select
        by_timetable.counter, by_timetable.term_no, by_timetable.school, by_timetable.student_id, by_timetable.subject,
        by_timetable.date, cast(by_timetable.hours as double) as hours
    from by_timetable
    join ref_calendar as calendar
        on calendar.school = by_timetable.school and calendar.date = by_timetable.date and calendar.is_school_day
    -- Before a pupil came and after he or she left there were no lessons; who is on no list was there all year.
    left join placed on placed.school = by_timetable.school and placed.student_id = by_timetable.student_id
    left join stg_placement as placement
        on placement.school = by_timetable.school and placement.student_id = by_timetable.student_id
        and placement.valid_from <= by_timetable.date and placement.valid_until > by_timetable.date
    where placement.student_id is not null or placed.student_id is null
    union all
    select counter, term_no, school, student_id, null, date, cast(hours as double) from by_table
)
select * from final

-- table: int_spell_trait
-- row: one sick spell and one kind of pattern, with the option on which its first day falls
-- grain: school, student_id, spell_start, kind
-- source: int_spell_day for the national criteria; lesson hours by the timetable of the pupil, else those of the klas so far
-- part: spell_start
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year of the first day
-- column: student_id | VARCHAR | pupil number
-- column: spell_start | DATE | first day of the spell
-- column: kind | VARCHAR | weekdag, lesuur, vak, vakantie or toetsweek; absent where the spell cannot be judged
-- column: base | VARCHAR | whose spells are the comparison: the klas for a subject, else empty text for the school
-- column: school_days | VARCHAR | weekdays of the pupil so far, see int_spell_weekdays
-- column: choice | VARCHAR | weekday 1 to 5, begin or einde of the day, subject, rand or week; null for none of these
with sick as (
    select term.category_set
    from ref_counter_term as term
    join ref_condition as condition on condition.counter = term.counter and condition.protocol = 'nl-mazl'
    group by term.category_set
),
starts as (
    select
        spell_day.school, spell_day.student_id, spell_day.date, spell_day.category_set, spell_day.hours_known,
        calendar.school_year, calendar.iso_weekday, calendar.vacation_edge, placement.klas
    from int_spell_day as spell_day
    join sick on sick.category_set = spell_day.category_set
    join ref_calendar as calendar on calendar.school = spell_day.school and calendar.date = spell_day.date
    left join stg_placement as placement
        on placement.school = spell_day.school and placement.student_id = spell_day.student_id
        and placement.valid_from <= spell_day.date and placement.valid_until > spell_day.date
    where spell_day.day_in_spell = 1
),
sick_hours as (
    select starts.school, starts.student_id, starts.date, slot.lesson_hour, max(slot.subject) as subject
    from int_slot as slot
    join ref_category_set as member on member.category = slot.category
    join starts
        on starts.school = slot.school and starts.student_id = slot.student_id and starts.date = slot.date
        and starts.category_set = member.category_set
    group by starts.school, starts.student_id, starts.date, slot.lesson_hour
),
first_day as (
    select school, student_id, date, min(lesson_hour) as first_hour, max(lesson_hour) as last_hour
    from sick_hours
    group by school, student_id, date
),
klas_day as (
    -- Without a timetable: the hours of this weekday at which the klas had any registration this year, so far.
    select slot.school, placement.klas, calendar.school_year, calendar.iso_weekday, slot.date,
        min(slot.lesson_hour) as first_hour, max(slot.lesson_hour) as last_hour
    from int_slot as slot
    join ref_calendar as calendar on calendar.school = slot.school and calendar.date = slot.date
    join stg_placement as placement
        on placement.school = slot.school and placement.student_id = slot.student_id
        and placement.valid_from <= slot.date and placement.valid_until > slot.date
    group by slot.school, placement.klas, calendar.school_year, calendar.iso_weekday, slot.date
),
klas_so_far as (
    select school, klas, date, min(first_hour) over so_far as first_hour, max(last_hour) over so_far as last_hour
    from klas_day
    window so_far as (partition by school, klas, school_year, iso_weekday order by date rows unbounded preceding)
),
lessons as (
    select
        lesson.school, lesson.student_id, lesson.date, min(lesson.lesson_hour) as first_hour,
        max(lesson.lesson_hour) as last_hour
    from raw_lesson as lesson
    join starts on starts.school = lesson.school and starts.student_id = lesson.student_id and starts.date = lesson.date
    group by lesson.school, lesson.student_id, lesson.date
),
test_days as (
    select calendar.school, calendar.school_year, calendar.date
    from ref_calendar as calendar
    join ref_test_week as test_week
        on test_week.school = calendar.school and test_week.first_day <= calendar.date
        and test_week.last_day >= calendar.date
    group by calendar.school, calendar.school_year, calendar.date
),
judged as (
    select
        starts.school, starts.school_year, starts.student_id, starts.date as spell_start, starts.klas,
        weekdays.school_days,
        cast(starts.iso_weekday as varchar) as weekdag,
        case when starts.hours_known
            then first_day.first_hour > coalesce(lessons.first_hour, klas_so_far.first_hour) end as came_first,
        case when starts.hours_known
            then first_day.last_hour < coalesce(lessons.last_hour, klas_so_far.last_hour) end as came_after,
        sick_hours.subject,
        case when starts.vacation_edge then 'rand' end as rand,
        case when test_days.school is not null then 'week' end as week
    from starts
    join int_spell_weekdays as weekdays
        on weekdays.school = starts.school and weekdays.student_id = starts.student_id
        and weekdays.spell_start = starts.date
    left join first_day
        on first_day.school = starts.school and first_day.student_id = starts.student_id
        and first_day.date = starts.date
    left join sick_hours
        on sick_hours.school = starts.school and sick_hours.student_id = starts.student_id
        and sick_hours.date = starts.date and sick_hours.lesson_hour = first_day.first_hour
    left join lessons
        on lessons.school = starts.school and lessons.student_id = starts.student_id and lessons.date = starts.date
    left join klas_so_far
        on klas_so_far.school = starts.school and klas_so_far.klas = starts.klas and klas_so_far.date = starts.date
    left join test_days on test_days.school = starts.school and test_days.date = starts.date
),
final as (
    select school, school_year, student_id, spell_start, 'weekdag' as kind, '' as base, school_days, weekdag as choice
    from judged
    union all
    select school, school_year, student_id, spell_start, 'lesuur', '', school_days,
        case when came_first and not came_after then 'einde' when came_after and not came_first then 'begin' end
    from judged
    where came_first is not null
    union all
    select school, school_year, student_id, spell_start, 'vak', klas, school_days, subject
    from judged
    where subject is not null and klas is not null
    union all
    select school, school_year, student_id, spell_start, 'vakantie', '', school_days, rand from judged
    union all
    select judged.school, judged.school_year, judged.student_id, judged.spell_start, 'toetsweek', '',
        judged.school_days, judged.week
    from judged
    join (
        select school, school_year from test_days group by school, school_year
    ) as test_years on test_years.school = judged.school and test_years.school_year = judged.school_year
)
select * from final

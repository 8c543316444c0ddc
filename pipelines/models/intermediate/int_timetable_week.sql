-- table: int_timetable_week
-- row: one pupil with lessons in the timetable of a school year and one school week of it, with the week that stands for it
-- grain: school, student_id, week_start
-- source: the timetable; a week without lessons is the last known week before it, in the beginning the first known one
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: school_year | VARCHAR | school year
-- column: week_start | DATE | Monday of the week
-- column: known_week | DATE | Monday of the week whose lessons it has
with weeks as (
    select school, school_year, week_start
    from ref_calendar
    where week_rank is not null
    group by school, school_year, week_start
),
known as (
    select lesson.school, lesson.student_id, calendar.school_year, calendar.week_start
    from raw_lesson as lesson
    join ref_calendar as calendar
        on calendar.school = lesson.school
        and calendar.date = lesson.date
        and calendar.week_rank is not null
    group by lesson.school, lesson.student_id, calendar.school_year, calendar.week_start
),
pupils as (
    select school, student_id, school_year, min(week_start) as first_week
    from known
    group by school, student_id, school_year
),
final as (
    select
        pupils.school,
        pupils.student_id,
        pupils.school_year,
        weeks.week_start,
        coalesce(
            max(known.week_start) over (
                partition by pupils.school, pupils.student_id, pupils.school_year
                order by weeks.week_start rows unbounded preceding
            ),
            pupils.first_week
        ) as known_week
    from pupils
    join weeks on weeks.school = pupils.school and weeks.school_year = pupils.school_year
    left join known
        on known.school = pupils.school
        and known.student_id = pupils.student_id
        and known.week_start = weeks.week_start
)
select * from final

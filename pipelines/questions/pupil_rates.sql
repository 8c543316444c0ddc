-- question: pupil_rates
-- row: one pupil and part of the school he or she was in
-- about: pupils
-- grain: part, student_id
-- column: student_id | VARCHAR | pupil number
-- column: part | VARCHAR | part of the school; null for none
-- column: days | BIGINT | school days enrolled
-- column: scheduled_hours | DOUBLE | lesson hours to follow; null when a day is unknown
-- column: missed_hours | BIGINT | lesson hours with such a registration
-- column: together_hours | BIGINT | those of them in hours in which the klas was away together
-- column: together_lessons | DOUBLE | hours to follow in which the klas was away together
-- column: leerjaar | BIGINT | leerjaar, the last of the part
-- column: afdeling | VARCHAR | afdeling, one of the part
with
-- with: weeks
-- with: together
enrolled as (
    select
        pupil_day.school, pupil_day.student_id,
        part_of($by, pupil_day.afdeling, pupil_day.leerjaar, pupil_day.klas) as part,
        count(*) as days,
        -- One day without hours leaves the sum unknown, not smaller.
        case when count(pupil_day.scheduled_fifths) = count(*) then sum(pupil_day.scheduled_fifths) / 5.0
        end as scheduled_hours,
        -- A day on which the klas was not away together takes nothing out; who had no lessons then missed none of them.
        sum(case when together_day.hours is not null then least(together_day.hours, pupil_day.scheduled_fifths / 5.0) end)
            as together_lessons,
        max(pupil_day.leerjaar) as leerjaar, max(pupil_day.afdeling) as afdeling
    from mart_pupil_day as pupil_day
    join weeks on weeks.school = pupil_day.school and weeks.week_start = pupil_day.week_start
    left join together_day on together_day.klas = pupil_day.klas and together_day.date = pupil_day.date
    where is_visible($viewer, pupil_day.school, pupil_day.afdeling, pupil_day.mentor)
        and is_chosen($selection, pupil_day.afdeling, pupil_day.leerjaar, pupil_day.klas, pupil_day.mentor)
        and pupil_day.school = $school and pupil_day.school_year = $year and pupil_day.date <= $on
    group by pupil_day.school, pupil_day.student_id, part
),
absent as (
    select missed.school, missed.student_id, part_of($by, missed.afdeling, missed.leerjaar, missed.klas) as part,
        count(*) as missed_hours, count(together.klas) as together_hours
    from mart_missed_hour as missed
    join weeks on weeks.school = missed.school and weeks.week_start = missed.week_start
    left join together
        on together.klas = missed.klas and together.date = missed.date and together.lesson_hour = missed.lesson_hour
    where is_visible($viewer, missed.school, missed.afdeling, missed.mentor)
        and is_chosen($selection, missed.afdeling, missed.leerjaar, missed.klas, missed.mentor)
        and missed.school = $school and missed.school_year = $year and missed.date <= $on
        and missed.category = $category
    group by missed.school, missed.student_id, part
)
select
    enrolled.student_id, enrolled.part, enrolled.days, enrolled.scheduled_hours,
    -- An enrolled pupil without a registration missed nothing: the weeks of which data are missing are left out.
    case when absent.missed_hours is null then 0 else absent.missed_hours end as missed_hours,
    case when absent.together_hours is null then 0 else absent.together_hours end as together_hours,
    case when enrolled.together_lessons is null then 0 else enrolled.together_lessons end as together_lessons,
    enrolled.leerjaar, enrolled.afdeling
from enrolled
left join absent
    on absent.school = enrolled.school and absent.student_id = enrolled.student_id
    and absent.part is not distinct from enrolled.part
order by enrolled.part, enrolled.student_id

-- question: pupil_rates
-- row: one pupil and part of the school he or she was in
-- about: pupils
-- grain: part, student_id
-- column: student_id | VARCHAR | pupil number
-- column: part | VARCHAR | part of the school; null for none
-- column: days | BIGINT | school days enrolled
-- column: scheduled_hours | DOUBLE | lesson hours to follow; null when a day is unknown
-- column: missed_hours | BIGINT | lesson hours with such a registration
with
-- with: weeks
enrolled as (
    select
        pupil_day.school, pupil_day.student_id,
        part_of($by, pupil_day.afdeling, pupil_day.leerjaar, pupil_day.klas) as part,
        count(*) as days,
        -- One day without hours leaves the sum unknown, not smaller.
        case when count(pupil_day.scheduled_fifths) = count(*) then sum(pupil_day.scheduled_fifths) / 5.0
        end as scheduled_hours
    from mart_pupil_day as pupil_day
    join weeks on weeks.school = pupil_day.school and weeks.week_start = pupil_day.week_start
    where is_visible($viewer, pupil_day.school, pupil_day.afdeling, pupil_day.mentor)
        and is_chosen($selection, pupil_day.afdeling, pupil_day.leerjaar, pupil_day.klas, pupil_day.mentor)
        and pupil_day.school = $school and pupil_day.school_year = $year and pupil_day.date <= $on
    group by pupil_day.school, pupil_day.student_id, part
),
absent as (
    select missed.school, missed.student_id, part_of($by, missed.afdeling, missed.leerjaar, missed.klas) as part,
        count(*) as missed_hours
    from mart_missed_hour as missed
    join weeks on weeks.school = missed.school and weeks.week_start = missed.week_start
    where is_visible($viewer, missed.school, missed.afdeling, missed.mentor)
        and is_chosen($selection, missed.afdeling, missed.leerjaar, missed.klas, missed.mentor)
        and missed.school = $school and missed.school_year = $year and missed.date <= $on
        and missed.category = $category
    group by missed.school, missed.student_id, part
)
select
    enrolled.student_id, enrolled.part, enrolled.days, enrolled.scheduled_hours,
    -- An enrolled pupil without a registration missed nothing: the weeks of which data are missing are left out.
    case when absent.missed_hours is null then 0 else absent.missed_hours end as missed_hours
from enrolled
left join absent
    on absent.school = enrolled.school and absent.student_id = enrolled.student_id
    and absent.part is not distinct from enrolled.part
order by enrolled.part, enrolled.student_id

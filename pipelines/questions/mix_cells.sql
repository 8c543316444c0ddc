-- question: mix_cells
-- row: one leerjaar and study of a school: the rates of its pupils this school year, added up; nobody is named
-- about: pupils
-- grain: leerjaar, study
-- column: leerjaar | BIGINT | leerjaar; null when no placement tells
-- column: study | VARCHAR | study without leerjaar, as HAVO; null when no list tells
-- column: students | BIGINT | pupils with known lesson hours
-- column: total | DOUBLE | sum of their missed hours of the category per 100 lesson hours, each at most the value that all but a few pupils of the school stay under
-- column: squares | DOUBLE | sum of the squares of those
with
-- with: weeks
enrolled as (
    select
        pupil_day.student_id, max(pupil_day.leerjaar) as leerjaar,
        -- One day without hours leaves the sum unknown, not smaller.
        case when count(pupil_day.scheduled_fifths) = count(*) then sum(pupil_day.scheduled_fifths) / 5.0
        end as scheduled_hours
    from mart_pupil_day as pupil_day
    join weeks on weeks.school = pupil_day.school and weeks.week_start = pupil_day.week_start
    where is_visible($viewer, pupil_day.school, pupil_day.afdeling, pupil_day.mentor)
        and pupil_day.school = $school and pupil_day.school_year = $year and pupil_day.date <= $on
    group by pupil_day.student_id
),
absent as (
    select missed.student_id, count(*) as missed_hours
    from mart_missed_hour as missed
    join weeks on weeks.school = missed.school and weeks.week_start = missed.week_start
    where is_visible($viewer, missed.school, missed.afdeling, missed.mentor)
        and missed.school = $school and missed.school_year = $year and missed.date <= $on
        and missed.category = $category
    group by missed.student_id
),
studies as (
    select placement.student_id, arg_max(upper(split_part(placement.studie, '/', 1)), placement.valid_from) as study
    from raw_placement as placement
    where placement.school = $school and placement.valid_from <= $on
    group by placement.student_id
),
rates as (
    select
        enrolled.leerjaar, studies.study,
        -- An enrolled pupil without a registration missed nothing.
        100.0 * case when absent.missed_hours is null then 0 else absent.missed_hours end
            / nullif(enrolled.scheduled_hours, 0) as rate
    from enrolled
    left join absent on absent.student_id = enrolled.student_id
    left join studies on studies.student_id = enrolled.student_id
),
cap as (
    select quantile_cont(rates.rate, $cap) as highest
    from rates
),
held as (
    -- Of what hardly any pupil has, the figures stay as they are.
    select rates.leerjaar, rates.study, case when cap.highest > 0 then least(rates.rate, cap.highest) else rates.rate end as rate
    from rates
    cross join cap
    where rates.rate is not null
)
-- In order, or the last digits hang on which pupil is added first.
select
    held.leerjaar, held.study, count(*) as students,
    sum(held.rate order by held.rate) as total, sum(held.rate * held.rate order by held.rate) as squares
from held
group by held.leerjaar, held.study
order by held.leerjaar, held.study

-- question: mt_counts
-- row: one period of the management report and afdeling
-- about: pupils
-- grain: period, part
-- column: period | VARCHAR | nu, eerder or vorig jaar
-- column: part | VARCHAR | afdeling on the last day of the period
-- column: students | BIGINT | pupils on that day
-- column: reached | BIGINT | those who reached the 16-hour norm that school year
-- column: worrying | BIGINT | those who meet the national criteria for sick absence that day; null for who may not see care
with
-- with: periods
last_days as (
    select school, period, max(date) as date from days where period is not null group by school, period
),
placed as (
    -- A pupil of whom no list knows a placement stays in sight, as on every list of one day.
    select last_days.school, last_days.period, last_days.date, student.student_id,
        coalesce(placement.afdeling, 'overig') as afdeling, placement.mentor
    from last_days
    join mart_student as student on student.school = last_days.school
    left join stg_placement as placement
        on placement.school = student.school and placement.student_id = student.student_id
    where placement.valid_from is null
        or (placement.valid_from <= last_days.date and placement.valid_until > last_days.date)
),
reached as (
    select distinct placed.school, placed.period, placed.student_id
    from placed
    join ref_calendar as calendar on calendar.school = placed.school and calendar.date = placed.date
    join mart_leerplicht_report as report
        on report.school = placed.school and report.student_id = placed.student_id
        and report.school_year = calendar.school_year and report.possible_from <= placed.date
),
worrying as (
    select distinct placed.school, placed.period, placed.student_id
    from placed
    join mart_stage_reached as stretch
        on stretch.school = placed.school and stretch.student_id = placed.student_id
        and stretch.protocol = 'nl-mazl' and stretch.reached_on <= placed.date
        and stretch.reached_until >= placed.date
)
select
    placed.period, placed.afdeling as part, count(*) as students, count(reached.student_id) as reached,
    case when $care then count(worrying.student_id) end as worrying
from placed
left join reached
    on reached.school = placed.school and reached.period = placed.period and reached.student_id = placed.student_id
left join worrying
    on worrying.school = placed.school and worrying.period = placed.period and worrying.student_id = placed.student_id
where is_visible($viewer, placed.school, placed.afdeling, placed.mentor)
group by placed.period, placed.afdeling
order by placed.period, placed.afdeling

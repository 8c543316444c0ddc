-- question: trends
-- row: one school week, part of the school and category
-- about: pupils
-- grain: school, week_start, part, category
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year, as 2026-2027
-- column: school_week | BIGINT | number of the school week in the year
-- column: week_start | DATE | Monday of the week
-- column: part | VARCHAR | part of the school, null for all of it together and for pupils without one
-- column: category | VARCHAR | category, or a total in which a lesson hour counts once
-- column: missed_hours | BIGINT | lesson hours with such a registration
-- column: scheduled_hours | DOUBLE | lesson hours that enrolled pupils had to follow; null when unknown for one klas or day
-- column: rate_per_100 | DOUBLE | missed hours per 100 scheduled ones
-- column: hours_per_pupil | DOUBLE | missed hours per enrolled pupil and five school days
-- column: registered | BIGINT | pupils with such a registration; null of a frozen week, which tells hours only
-- column: students | BIGINT | pupils enrolled in the week; null unless asked for, and of a frozen week
-- column: student_days | BIGINT | school days of enrolled pupils
-- column: timetable_days | BIGINT | of them those with a known timetable
-- column: complete | BOOLEAN | false for a week with suspiciously few registrations; null when the school is too small to tell
-- column: finished | BOOLEAN | false for a week that still runs on the last day
with enrolled as (
    select
        enrolment.school, enrolment.school_year, enrolment.school_week, enrolment.week_start,
        part_of($by, enrolment.afdeling, enrolment.leerjaar, enrolment.klas) as part,
        cast(sum(enrolment.students) as bigint) as student_days,
        cast(sum(case when enrolment.by_timetable then enrolment.students else 0 end) as bigint) as timetable_days,
        -- One klas without hours leaves the sum unknown, not smaller.
        case when count(fifths($denominator, enrolment.table_fifths, enrolment.scheduled_fifths)) = count(*)
            then sum(fifths($denominator, enrolment.table_fifths, enrolment.scheduled_fifths)) / 5.0
        end as scheduled_hours
    from mart_enrolment_day as enrolment
    where is_visible($viewer, enrolment.school, enrolment.afdeling, enrolment.mentor)
        and is_chosen($selection, enrolment.afdeling, enrolment.leerjaar, enrolment.klas, enrolment.mentor)
        and enrolment.week_start + 7 > $first and enrolment.date <= $on
    group by enrolment.school, enrolment.school_year, enrolment.school_week, enrolment.week_start, part
),
absent as (
    select
        missed.school, missed.week_start, part_of($by, missed.afdeling, missed.leerjaar, missed.klas) as part,
        missed.category, count(*) as missed_hours, count(distinct missed.student_id) as registered
    from mart_missed_hour as missed
    where is_visible($viewer, missed.school, missed.afdeling, missed.mentor)
        and is_chosen($selection, missed.afdeling, missed.leerjaar, missed.klas, missed.mentor)
        and ($category is null or missed.category = $category) and missed.week_start + 7 > $first and missed.date <= $on
    group by missed.school, missed.week_start, part, missed.category
    union all
    -- Before the first day with pupils there are the weeks that a purge froze.
    select
        frozen.school, frozen.week_start, part_of($by, frozen.afdeling, frozen.leerjaar, frozen.klas) as part,
        frozen.category, cast(sum(frozen.missed_hours) as bigint) as missed_hours, cast(null as bigint) as registered
    from mart_absence_day as frozen
    join ref_data_range as imported on imported.school = frozen.school and frozen.date < imported.first_date
    where is_visible($viewer, frozen.school, frozen.afdeling, frozen.mentor)
        and is_chosen($selection, frozen.afdeling, frozen.leerjaar, frozen.klas, frozen.mentor)
        and ($category is null or frozen.category = $category) and frozen.week_start + 7 > $first and frozen.date <= $on
    group by frozen.school, frozen.week_start, part, frozen.category
),
pupils as (
    select pupil_day.school, pupil_day.week_start,
        part_of($by, pupil_day.afdeling, pupil_day.leerjaar, pupil_day.klas) as part,
        count(distinct pupil_day.student_id) as students
    from mart_pupil_day as pupil_day
    where $count_students and is_visible($viewer, pupil_day.school, pupil_day.afdeling, pupil_day.mentor)
        and is_chosen($selection, pupil_day.afdeling, pupil_day.leerjaar, pupil_day.klas, pupil_day.mentor)
        and pupil_day.week_start + 7 > $first and pupil_day.date <= $on
    group by pupil_day.school, pupil_day.week_start, part
),
categories as (
    select school, category from absent group by school, category
    union
    -- A category that is asked for has rows, also when nobody was registered.
    select school, $category from enrolled where $category is not null
)
select
    enrolled.school, enrolled.school_year, enrolled.school_week, enrolled.week_start, enrolled.part,
    categories.category,
    -- Inside the imported range no row means: nobody was registered. A suspicious week is marked, not filled.
    case when absent.missed_hours is null then 0 else absent.missed_hours end as missed_hours,
    enrolled.scheduled_hours,
    100.0 * (case when absent.missed_hours is null then 0 else absent.missed_hours end)
        / nullif(enrolled.scheduled_hours, 0) as rate_per_100,
    5.0 * (case when absent.missed_hours is null then 0 else absent.missed_hours end)
        / nullif(enrolled.student_days, 0) as hours_per_pupil,
    case when absent.registered is null and week.last_day >= imported.first_date then 0 else absent.registered end
        as registered,
    pupils.students, enrolled.student_days, enrolled.timetable_days,
    week.complete, week.ends_on <= $on as finished
from enrolled
join categories on categories.school = enrolled.school
join mart_week as week on week.school = enrolled.school and week.week_start = enrolled.week_start
join ref_data_range as imported on imported.school = enrolled.school
left join pupils
    on pupils.school = enrolled.school and pupils.week_start = enrolled.week_start
    and pupils.part is not distinct from enrolled.part
left join absent
    on absent.school = enrolled.school and absent.week_start = enrolled.week_start
    and absent.part is not distinct from enrolled.part and absent.category = categories.category
order by enrolled.school, enrolled.week_start, enrolled.part, categories.category
